#include "identity/directory.h"

#include <stdexcept>

#include "base/problem.h"
#include "identity/queries.h"
#include "identity/rows.h"

namespace wardroom::identity {

keys::Place display_name_place(const base::TenantId& tenant, const base::UserId& user) {
  return {tenant, "users", "display_name_sealed", user.bytes()};
}

namespace {

base::Problem nobody() { return {404, "user_not_found", "There is no person of this id in the workspace."}; }

User opened(const keys::TenantKeys& keys, const UserRow& row) {
  auto name = keys.open(row.display_name, display_name_place(keys.tenant(), row.id));
  const auto tier = access::tier_from(row.tier);
  if (!name || !tier) throw std::runtime_error("an account's row is damaged");
  return {row.id, row.username, std::move(*name), *tier, row.active, row.created_at};
}

}  // namespace

std::optional<User> Directory::find(store::TenantTxn& txn, base::UserId id) const {
  const auto row = txn.one<UserRow>(queries::user_by_id, id);
  if (!row) return std::nullopt;
  return opened(*keys_.open(txn.tenant()), *row);
}

std::optional<User> Directory::find_by_username(store::TenantTxn& txn, std::string_view username) const {
  const auto row = txn.one<UserRow>(queries::user_by_name, username);
  if (!row) return std::nullopt;
  return opened(*keys_.open(txn.tenant()), *row);
}

User Directory::get(store::TenantTxn& txn, base::UserId id) const {
  auto user = find(txn, id);
  if (!user) throw nobody();
  return std::move(*user);
}

access::Holding Directory::holding(store::TenantTxn& txn, base::UserId id) const {
  const auto row = txn.one<HoldingRow>(queries::holding, id);
  if (!row) throw nobody();
  return access::holding_of(row->tier, row->granted);
}

std::vector<User> Directory::many(store::TenantTxn& txn, std::span<const base::UserId> ids) const {
  std::vector<User> out;
  for (const auto& id : ids) {
    if (auto user = find(txn, id)) out.push_back(std::move(*user));
  }
  return out;
}

UserPage Directory::list(store::TenantTxn& txn, std::optional<base::UserId> after, int limit) const {
  auto rows = txn.all<UserRow>(queries::users_after, after.value_or(base::UserId{}), limit + 1);
  UserPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().id.text();
  }
  const auto keys = keys_.open(txn.tenant());
  for (const auto& row : rows) page.items.push_back(opened(*keys, row));
  return page;
}

}  // namespace wardroom::identity
