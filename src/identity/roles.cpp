#include "identity/roles.h"

#include <stdexcept>

#include "access/grant.h"
#include "base/problem.h"
#include "identity/role_queries.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t max_roles = 100;

keys::Place name_place(const base::TenantId& tenant, const base::RoleId& role) {
  return {tenant, "roles", "name_sealed", role.bytes()};
}

Role opened(const keys::TenantKeys& keys, const queries::RoleRow& row) {
  auto name = keys.open(row.name, name_place(keys.tenant(), row.id));
  if (!name) throw std::runtime_error("a role's row is damaged");
  const auto permissions = access::PermissionSet::from_text(row.permissions);
  return {row.id,      std::move(*name), permissions.listed(), access::closure(permissions).listed(),
          row.holders, row.created_at,   row.updated_at};
}

RoleList opened(const keys::TenantKeys& keys, const std::vector<queries::RoleRow>& rows) {
  RoleList out;
  for (const auto& row : rows) out.items.push_back(opened(keys, row));
  return out;
}

access::PermissionSet effective(const Role& role) { return access::PermissionSet::of(role.effective); }

}  // namespace

RoleList Roles::list(store::TenantTxn& txn) const {
  return opened(*parts_.keys.open(txn.tenant()), txn.all<queries::RoleRow>(queries::roles));
}

RoleList Roles::of(store::TenantTxn& txn, base::UserId user) const {
  return opened(*parts_.keys.open(txn.tenant()), txn.all<queries::RoleRow>(queries::roles_of, user));
}

Role Roles::get(store::TenantTxn& txn, base::RoleId role) const {
  const auto row = txn.one<queries::RoleRow>(queries::role, role);
  if (!row) throw base::Problem(404, "role_not_found", "There is no role of this id in the workspace.");
  return opened(*parts_.keys.open(txn.tenant()), *row);
}

RoleHolderPage Roles::holders(store::TenantTxn& txn, base::RoleId role, std::optional<base::UserId> after,
                              int limit) const {
  auto rows =
      txn.all<queries::RoleHolderRow>(queries::role_holders_after, role, after.value_or(base::UserId{}), limit + 1);
  RoleHolderPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().user.text();
  }
  for (const auto& row : rows) {
    page.items.push_back({directory_.get(txn, row.user), row.granted_by, row.granted_at});
  }
  return page;
}

// Names are sealed, so the database cannot tell twins; there are few.
void Roles::require_free(store::TenantTxn& txn, const std::string& name, std::optional<base::RoleId> own) const {
  const auto all = list(txn).items;
  if (!own && all.size() >= max_roles) {
    throw base::Problem(409, "too_many_roles", "There are 100 roles; delete one that nobody needs.");
  }
  for (const auto& role : all) {
    if (role.name == name && role.id != own) {
      throw base::Problem(409, "role_name_taken", "There is a role of this name; choose another.").at("body.name");
    }
  }
}

Role Roles::create(store::TenantTxn& txn, const access::Caller& caller, const std::string& name,
                   access::PermissionSet permissions) const {
  access::require_held(caller, access::closure(permissions));
  require_free(txn, name, std::nullopt);
  const auto id = base::RoleId::make();
  const auto sealed = parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, name_place(txn.tenant(), id), name);
  txn.exec(queries::insert_role, id, sealed, permissions.text(), parts_.now());
  return get(txn, id);
}

std::vector<User> Roles::update(store::TenantTxn& txn, const access::Caller& caller, const Role& role,
                                const std::string& name, access::PermissionSet permissions) const {
  access::require_held(caller, effective(role) | access::closure(permissions));
  require_free(txn, name, role.id);
  const auto sealed =
      parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, name_place(txn.tenant(), role.id), name);
  txn.exec(queries::update_role, role.id, sealed, permissions.text(), parts_.now());
  if (access::PermissionSet::of(role.permissions) == permissions) return {};
  return settle_all(txn, txn.all<base::UserId>(queries::role_holder_ids, role.id));
}

std::vector<User> Roles::remove(store::TenantTxn& txn, const access::Caller& caller, const Role& role) const {
  access::require_held(caller, effective(role));
  const auto held = txn.all<base::UserId>(queries::withdraw_role_from_all, role.id);
  txn.exec(queries::delete_role, role.id);
  return settle_all(txn, held);
}

std::optional<User> Roles::grant(store::TenantTxn& txn, const access::Caller& caller, const Role& role,
                                 base::UserId user) const {
  access::require_held(caller, effective(role));
  directory_.get(txn, user);
  if (txn.exec(queries::grant_role, role.id, user, caller.user, parts_.now()) == 0) return std::nullopt;
  return settle(txn, user);
}

std::optional<User> Roles::withdraw(store::TenantTxn& txn, const access::Caller& caller, const Role& role,
                                    base::UserId user) const {
  access::require_held(caller, effective(role));
  if (txn.exec(queries::withdraw_role, role.id, user) == 0) return std::nullopt;
  return settle(txn, user);
}

std::vector<User> Roles::settle_all(store::TenantTxn& txn, std::span<const base::UserId> users) const {
  std::vector<User> changed;
  changed.reserve(users.size());
  for (const auto user : users) changed.push_back(settle(txn, user));
  return changed;
}

// What the roles somebody holds add up to, noted in their account; their clients are told.
User Roles::settle(store::TenantTxn& txn, base::UserId user) const {
  access::PermissionSet all;
  for (const auto& text : txn.all<std::string>(queries::permissions_by_roles, user)) {
    all = all | access::PermissionSet::from_text(text);
  }
  txn.exec(queries::set_granted, user, all.empty() ? std::nullopt : std::optional(all.text()));
  auto changed = directory_.get(txn, user);
  txn.on_commit([this, tenant = txn.tenant(), changed] {
    if (parts_.listener.rights_changed) parts_.listener.rights_changed(tenant, changed);
  });
  return changed;
}

}  // namespace wardroom::identity
