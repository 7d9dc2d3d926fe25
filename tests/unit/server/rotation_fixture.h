// A workspace with a person and messages, on a foundation in a folder that goes with the test.
#pragma once
#include <gtest/gtest.h>

#include "bus/in_process.h"
#include "chat/channels.h"
#include "chat/messages.h"
#include "identity/identity.h"
#include "server/foundation.h"
#include "support/scratch_folder.h"

namespace wardroom::server {

class Rotation : public testing::Test {
 protected:
  template <class F>
  auto write(F work) {
    return foundation_.store.write_now(tenant_, std::move(work));
  }
  template <class F>
  auto read(F work) {
    return foundation_.store.read_now(tenant_, std::move(work));
  }

  Rotation() {
    foundation_.workspaces.create_storage(tenant_);
    write([&](store::TenantTxn& txn) {
      foundation_.workspaces.write_settings(txn, "acme", "Acme", base::now());
      person_ = identity_.accounts().create(txn, {"olga", "Olga", access::Tier::owner, "not a hash"}, true);
      channel_ = chat::create_channel(chat_, txn, caller(), chat::ChannelKind::public_, "news", "what is new").id;
    });
  }

  access::Caller caller() const {
    return {tenant_, person_.id, {}, access::Tier::owner, access::permissions_of(access::Tier::owner)};
  }
  chat::Message say(const std::string& text) {
    return write(
        [&](store::TenantTxn& txn) { return chat::post_message(chat_, txn, caller(), channel_, text, std::nullopt); });
  }
  std::string text_of(base::MessageId id) {
    return read([&](store::TenantTxn& txn) { return chat::find_message(chat_, txn, id).value().text; });
  }
  keys::Reencrypted reencrypt() {
    custody().begin_reencryption(tenant_, {});
    return foundation_.reencryption.run(tenant_, {}, {.rest = 0});
  }
  const Custody& custody() { return foundation_.custody; }

  static Settings settings(const test::ScratchFolder& folder) {
    Settings out;
    out.data = folder / "data";
    out.kms.spec = local_kms(out.data, folder / "key");
    return out;
  }

  test::ScratchFolder folder_;
  base::TenantId tenant_ = base::TenantId::make();
  Foundation foundation_{settings(folder_)};
  bus::InProcessBus bus_;
  chat::Hub hub_{bus_};
  identity::Identity identity_{
      {foundation_.store, foundation_.keys, foundation_.audit, foundation_.workspaces, {}, {}}};
  chat::IndexQueue index_queue_;
  groups::Parts groups_{foundation_.keys, identity_.directory()};
  chat::Parts chat_{
      foundation_.keys, foundation_.shred_keys, identity_.directory(), hub_, foundation_.workspaces, index_queue_,
      groups_};
  identity::User person_;
  base::ChannelId channel_;
};

}  // namespace wardroom::server
