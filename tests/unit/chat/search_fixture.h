// A workspace with one channel on a real store, without people or network: what the search index works with.
#pragma once
#include <gtest/gtest.h>

#include "bus/in_process.h"
#include "chat/channels.h"
#include "chat/messages.h"
#include "chat/schema.h"
#include "chat/search.h"
#include "chat/search_index.h"
#include "groups/schema.h"
#include "identity/schema.h"
#include "kms/local.h"
#include "store/sqlite.h"
#include "store/store.h"
#include "support/scratch_folder.h"
#include "workspace/schema.h"

namespace wardroom::chat {

class SearchIndexTest : public testing::Test {
 protected:
  template <typename F>
  auto write(F work) {
    return store_.write_now(tenant_, work);
  }

  SearchIndexTest() {
    keys_.create_tenant(tenant_);
    file_key_ = keys_.database_key(tenant_);
    store_.create(tenant_);
    channel_ = write([&](store::TenantTxn& txn) {
      workspaces_.write_settings(txn, "acme", "Acme", base::now());
      return create_channel(parts_, txn, caller_, ChannelKind::public_, "General", "").id;
    });
  }

  MessageId say(std::string text) { return say_in(channel_, std::move(text)); }
  MessageId say_in(ChannelId channel, std::string text) {
    return write(
        [&](store::TenantTxn& txn) { return post_message(parts_, txn, caller_, channel, text, std::nullopt).id; });
  }
  void fold() {
    while (write([&](store::TenantTxn& txn) { return fold_pending(parts_, txn, 50); }) > 0) {
    }
  }
  SearchPage search(std::string_view text) {
    fold();
    return store_.read_now(
        tenant_, [&](store::TenantTxn& txn) { return search_messages(parts_, txn, caller_, text, std::nullopt, 50); });
  }
  std::size_t count(std::string_view text) { return search(text).items.size(); }
  std::size_t generations() {
    fold();
    return store_.read_now(tenant_, [&](store::TenantTxn& txn) { return live_generations(parts_, txn).size(); });
  }
  std::string token(std::string_view word) {
    fold();
    return store_.read_now(tenant_, [&](store::TenantTxn& txn) {
      return Tokens(*live_generations(parts_, txn).front().key, shared_scope).of(TermKind::word, word);
    });
  }
  void reindex() {
    while (write([&](store::TenantTxn& txn) { return index_upkeep(parts_, txn); })) {
    }
  }
  // The tables as they are under the encryption of the file.
  std::vector<std::vector<std::string>> rows(std::string_view sql) {
    fold();
    store::Sqlite db(database(), file_key_.view(), store::Sqlite::Use::read);
    return db.text_rows(sql);
  }
  std::filesystem::path database() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "databases"))
      if (entry.path().extension() == ".db") return entry.path();
    return {};
  }
  // In how many places of the index's own pages this token stands. Its first letters may be shared with the one before.
  std::string places_of(const std::string& token) {
    return rows("SELECT COUNT(*) FROM message_index_data WHERE INSTR(block, CAST('" + token.substr(5) +
                "' AS BLOB)) > 0")[0][0];
  }

  test::ScratchFolder folder_;
  std::unique_ptr<kms::Kms> kms_ = make_kms();
  base::TenantId tenant_ = base::TenantId::make();
  access::Caller caller_{tenant_, UserId::make(), base::SessionId::make(), access::Tier::admin,
                         access::permissions_of(access::Tier::admin)};
  keys::KeyStore keys_{folder_.path(), *kms_};
  store::Store store_{
      {.directory = folder_.path() / "databases",
       .database_key = [this](base::TenantId tenant) { return keys_.database_key(tenant); },
       .schema = {workspace::schema(), identity::schema(), groups::schema(), schema(), search_schema()}}};
  workspace::Decisions decisions_;
  workspace::Workspaces workspaces_{store_, keys_, decisions_};
  bus::InProcessBus bus_;
  Hub hub_{bus_};
  ShredKeys shred_keys_{keys_};
  identity::Directory directory_{keys_};
  IndexQueue index_queue_;
  groups::Parts groups_{keys_, directory_};
  Parts parts_{keys_, shred_keys_, directory_, hub_, workspaces_, index_queue_, groups_};
  ChannelId channel_;
  base::Secret<32> file_key_;  // rotations change it for the next file only

 private:
  std::unique_ptr<kms::Kms> make_kms() {
    const auto key = folder_.path() / "root.key";
    EXPECT_TRUE(kms::create_key_file(key).has_value());
    auto made = kms::create_local_kms(folder_.path() / "root.kms", kms::KeyFile{key});
    EXPECT_TRUE(made.has_value());
    return std::move(*made);
  }
};

}  // namespace wardroom::chat
