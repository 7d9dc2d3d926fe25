#include "groups/managers.h"

#include "groups/membership.h"

namespace wardroom::groups {
namespace {

PowerSet held(store::TenantTxn& txn, base::GroupId group, base::UserId user) {
  const auto text = txn.one<std::string>(queries::powers_of, group, user);
  return text ? PowerSet::from_text(*text) : PowerSet();
}

}  // namespace

ManagerList managers_of(const Parts& parts, store::TenantTxn& txn, base::GroupId group) {
  ManagerList out;
  for (const auto& row : txn.all<queries::ManagerRow>(queries::managers, group)) {
    out.items.push_back({parts.directory.get(txn, row.user), PowerSet::from_text(row.powers).listed(), row.by, row.at});
  }
  return out;
}

bool appoint(const Parts& parts, store::TenantTxn& txn, base::UserId by, const Seen& group, base::UserId user,
             PowerSet powers) {
  const auto& id = group.row.id;
  const auto before = held(txn, id, user);
  require_powers(group, before | powers);
  if (!parts.directory.get(txn, user).active) {
    throw base::Problem(409, "user_inactive", "This account is deactivated; activate it first.").at("path.user");
  }
  if (before == powers) return false;
  txn.exec(queries::put_manager, id, user, powers.text(), by, base::now());
  tell_changed(parts, txn, id);
  return true;
}

PowerSet dismiss(const Parts& parts, store::TenantTxn& txn, const Seen& group, base::UserId user) {
  const auto& id = group.row.id;
  const auto before = held(txn, id, user);
  if (before.empty()) {
    throw base::Problem(404, "not_a_manager", "This person does not manage the group.").at("path.user");
  }
  require_powers(group, before);
  txn.exec(queries::delete_manager, id, user);
  tell_changed(parts, txn, id);
  return before;
}

}  // namespace wardroom::groups
