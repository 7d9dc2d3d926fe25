#include "groups/membership.h"

#include "groups/queries.h"

namespace wardroom::groups {

bool is_in(store::TenantTxn& txn, base::GroupId group, base::UserId user) {
  return txn.one<std::int64_t>(queries::is_in, group, user).value() > 0;
}

std::vector<base::UserId> people_of(store::TenantTxn& txn, base::GroupId group) {
  return txn.all<base::UserId>(queries::people, group);
}

// Ends: groups are nested without circles, and it goes up only where something changed.
void settle(const Parts& parts, store::TenantTxn& txn, base::GroupId group, base::UserId user,
            std::optional<base::UserId> by) {
  const auto reasons = txn.one<queries::Reasons>(queries::reasons, group, user).value();
  const bool wanted = reasons.kept_out == 0 && reasons.entries + reasons.by_subgroups > 0;
  if (wanted == is_in(txn, group, user)) return;
  if (wanted) {
    txn.exec(queries::insert_person, group, user);
  } else {
    txn.exec(queries::delete_person, group, user);
  }
  if (parts.listener.moved) parts.listener.moved(txn, group, user, by);
  for (const auto above : txn.all<base::GroupId>(queries::groups_above, group)) settle(parts, txn, above, user, by);
}

void tell_changed(const Parts& parts, store::TenantTxn& txn, base::GroupId group) {
  const auto row = txn.one<queries::GroupRow>(queries::group, group);
  if (!row || row->visibility == "hidden") return;
  txn.on_commit([&parts, tenant = txn.tenant()] {
    if (parts.listener.changed) parts.listener.changed(tenant);
  });
}

}  // namespace wardroom::groups
