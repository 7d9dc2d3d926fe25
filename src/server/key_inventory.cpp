// Which keys there are, how old they are, and what hangs from them.
#include <boost/json/object.hpp>

#include "audit/checkpoint.h"
#include "keys/queries.h"
#include "server/custody.h"

namespace wardroom::server {
namespace {

using store::TenantTxn;

constexpr auto identity_chain_name = "identity";
constexpr std::uint32_t first_epoch = 1;

void list_chain(TenantTxn& txn, keys::KeyStore& keys, const keys::KeyChain& chain, const std::string& purpose,
                std::vector<KeyEntry>& out) {
  for (const auto& link : chain.links(txn)) {
    out.push_back({purpose, base::to_hex(link.public_key), "previous", link.created_at, 0, {}});
  }
  const auto current = chain.current(txn, keys);
  if (!current) return;
  out.back().state = "current";
  out.back().kept = current->key.place();
}

}  // namespace

void Custody::list_epochs(TenantTxn& txn, std::vector<KeyEntry>& out) const {
  const auto keys = parts_.keys.open(txn.tenant());
  std::map<std::uint32_t, std::vector<KeyUse>> users;
  for (const auto& column : parts_.reencryption.columns()) {
    std::map<std::uint32_t, std::int64_t> by_epoch;
    for (const auto& [kind, values] : column.count(txn)) by_epoch[kind.epoch] += values;
    for (const auto& [epoch, values] : by_epoch) users[epoch].push_back({column.name, values});
  }
  for (const auto epoch : keys->epochs()) {
    KeyEntry entry{"workspace root",
                   std::to_string(epoch),
                   epoch == keys->epoch() ? "current" : "old",
                   txn.one<base::Timestamp>(keys::queries::epoch_began, epoch),
                   0,
                   std::move(users[epoch])};
    for (const auto& use : entry.users) entry.values += use.values;
    if (!entry.created_at && epoch == first_epoch && txn.tenant() != base::platform_tenant) {
      entry.created_at = parts_.workspaces.current(txn).created_at;  // it began with the workspace
    }
    out.push_back(std::move(entry));
  }
}

void Custody::list_platform(TenantTxn& platform, std::vector<KeyEntry>& out) const {
  for (const auto& key : identity::SigningKeys::list(platform, parts_.keys)) {
    out.push_back({"access tokens", key.kid, key.state, key.created_at, 0, {}, key.kept});
  }
  list_chain(platform, parts_.keys, {identity_chain_name, "wardroom/identity"}, "server identity", out);
}

std::vector<KeyEntry> Custody::inventory(base::TenantId tenant) const {
  auto out = parts_.store.read_now(tenant, [&](TenantTxn& txn) {
    std::vector<KeyEntry> entries;
    list_epochs(txn, entries);
    list_chain(txn, parts_.keys, audit::checkpoint_chain(tenant, audit::LogKind::security), "audit signing", entries);
    list_chain(txn, parts_.keys, audit::checkpoint_chain(tenant, audit::LogKind::compliance), "compliance signing",
               entries);
    if (tenant == base::platform_tenant) list_platform(txn, entries);
    return entries;
  });
  const bool newest = parts_.store.has_newest_key(tenant);
  const auto epochs = parts_.keys.open(tenant)->epochs();
  const auto epoch = newest || epochs.size() < 2 ? epochs.back() : epochs[epochs.size() - 2];
  out.push_back(
      {"database file", newest ? std::to_string(epoch) : "older", newest ? "current" : "old", std::nullopt, 1, {}});
  return out;
}

}  // namespace wardroom::server
