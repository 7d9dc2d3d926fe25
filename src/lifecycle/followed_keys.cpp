#include "lifecycle/followed_keys.h"

#include <set>

namespace wardroom::lifecycle {
namespace {

using base::Timestamp;

template <class Kept>
bool mark(Kept& kept, bool gone, Timestamp now) {
  if (gone == kept.gone_at.has_value()) return false;
  kept.gone_at = gone ? std::optional(now) : std::nullopt;
  return true;
}

// The server could not open them without that KMS, so neither must a backup.
bool follow_wrapped(TenantBackupKeys& kept, const keys::Roots& there) {
  bool changed = std::erase_if(kept.roots, [](const auto& entry) { return entry.second.plain.has_value(); }) > 0;
  for (const auto& [epoch, wrapped] : there.epochs) {
    auto& root = kept.roots[epoch];
    if (root.wrapped == wrapped) continue;
    root.wrapped = wrapped;
    changed = true;
  }
  return changed;
}

bool follow_plain(TenantBackupKeys& kept, base::TenantId tenant, const keys::Roots& there, keys::KeyStore& keys) {
  std::map<std::uint32_t, crypto::Key> opened;
  bool changed = std::erase_if(kept.roots, [](const auto& entry) { return !entry.second.plain; }) > 0;
  for (const auto& [epoch, wrapped] : there.epochs) {
    if (kept.roots.contains(epoch)) continue;
    if (opened.empty()) opened = keys.roots(tenant);
    const auto root = opened.find(epoch);
    if (root == opened.end()) continue;  // retired a moment ago
    kept.roots.emplace(epoch, RootKey{std::move(root->second), {}, {}});
    changed = true;
  }
  return changed;
}

}  // namespace

bool follow_roots(TenantBackupKeys& kept, base::TenantId tenant, const keys::Roots& there, keys::KeyStore& keys,
                  Timestamp now) {
  bool changed = kept.provider != there.provider;
  const bool own = !there.provider.empty();
  changed = (own ? follow_wrapped(kept, there) : follow_plain(kept, tenant, there, keys)) || changed;
  kept.provider = there.provider;
  for (auto& [epoch, root] : kept.roots) changed = mark(root, !there.epochs.contains(epoch), now) || changed;
  return changed;
}

void add_messages(TenantBackupKeys& kept, const std::vector<chat::MessageKey>& copied) {
  for (const auto& key : copied) kept.messages.try_emplace(key.id, KeptMessageKey{key, {}});
}

bool follow_messages(TenantBackupKeys& kept, const std::vector<chat::MessageKey>& there, Timestamp now) {
  const auto before = kept.messages.size();
  add_messages(kept, there);
  bool changed = kept.messages.size() != before;
  std::set<base::ShredKeyId> alive;
  for (const auto& key : there) alive.insert(key.id);
  for (auto& [id, message] : kept.messages) changed = mark(message, !alive.contains(id), now) || changed;
  return changed;
}

bool mark_all_gone(TenantBackupKeys& kept, Timestamp now) {
  bool changed = false;
  for (auto& [epoch, root] : kept.roots) changed = mark(root, true, now) || changed;
  for (auto& [id, message] : kept.messages) changed = mark(message, true, now) || changed;
  return changed;
}

std::size_t drop_gone(BackupKeys& keys, Timestamp before) {
  std::size_t count = 0;
  const auto gone = [before](const auto& entry) { return entry.second.gone_at && *entry.second.gone_at <= before; };
  for (auto& [tenant, kept] : keys.tenants) {
    count += std::erase_if(kept.roots, gone) + std::erase_if(kept.messages, gone);
  }
  std::erase_if(keys.tenants, [](const auto& entry) { return entry.second.roots.empty(); });
  return count;
}

}  // namespace wardroom::lifecycle
