#include "offline.h"

#include "chat/mirror.h"

namespace wardroom::bench {
namespace {

server::Settings settings_of(const std::filesystem::path& data, const std::filesystem::path& key_file) {
  server::Settings settings;
  settings.data = data;
  settings.kms.spec = server::local_kms(data, key_file);
  return settings;
}

}  // namespace

Offline::Offline(const std::filesystem::path& data, const std::filesystem::path& key_file)
    : foundation(settings_of(data, key_file)),
      hub(bus),
      directory(foundation.keys),
      groups{foundation.keys, directory},
      chat{foundation.keys, foundation.shred_keys, directory, hub, foundation.workspaces, index_queue, groups},
      tenant(foundation.workspaces.list().at(0).id) {
  const auto oldest = read([&](store::TenantTxn& txn) { return directory.list(txn, std::nullopt, 1).items.at(0).id; });
  owner = {tenant, oldest, base::SessionId::make(), access::Tier::owner, access::permissions_of(access::Tier::owner)};
  groups.listener.moved = [this](store::TenantTxn& txn, base::GroupId group, base::UserId user,
                                 std::optional<base::UserId> by) { chat::follow(chat, txn, group, user, by); };
}

}  // namespace wardroom::bench
