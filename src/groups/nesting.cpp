#include "groups/nesting.h"

#include <algorithm>
#include <map>

#include "groups/membership.h"
#include "groups/queries.h"

namespace wardroom::groups {
namespace {

constexpr int max_levels = 10;

using Neighbours = std::multimap<base::GroupId, base::GroupId>;

// How many levels there are from `from` on, itself counted; nullopt when `forbidden` is among them.
class Levels {
 public:
  Levels(const Neighbours& next, base::GroupId forbidden) : next_(next), forbidden_(forbidden) {}
  std::optional<int> from(base::GroupId group) {
    if (group == forbidden_) return std::nullopt;
    if (const auto known = known_.find(group); known != known_.end()) return known->second;
    int deepest = 0;
    const auto [begin, end] = next_.equal_range(group);
    for (auto at = begin; at != end; ++at) {
      const auto levels = from(at->second);
      if (!levels) return std::nullopt;
      deepest = std::max(deepest, *levels);
    }
    return known_[group] = deepest + 1;
  }

 private:
  const Neighbours& next_;
  base::GroupId forbidden_;
  std::map<base::GroupId, int> known_;
};

void require_place(store::TenantTxn& txn, base::GroupId group, base::GroupId subgroup) {
  Neighbours down;
  Neighbours up;
  for (const auto& edge : txn.all<queries::Edge>(queries::edges)) {
    down.emplace(edge.group, edge.subgroup);
    up.emplace(edge.subgroup, edge.group);
  }
  const auto below = Levels(down, group).from(subgroup);
  if (!below) {
    throw base::Problem(409, "group_circle", "A group cannot be inside itself, also not by way of others.")
        .at("path.subgroup");
  }
  const auto above = Levels(up, subgroup).from(group);
  if (*below + above.value_or(0) > max_levels) {
    throw base::Problem(409, "groups_too_deep", "Groups can be nested ten levels deep.").at("path.subgroup");
  }
}

}  // namespace

std::vector<base::GroupId> subgroups_of(store::TenantTxn& txn, base::GroupId group) {
  return txn.all<base::GroupId>(queries::groups_below, group);
}

bool nest(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::GroupId subgroup) {
  require_place(txn, group, subgroup);
  if (txn.exec(queries::insert_subgroup, group, subgroup) == 0) return false;
  for (const auto user : people_of(txn, subgroup)) settle(parts, txn, group, user, by);
  tell_changed(parts, txn, group);
  return true;
}

bool unnest(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::GroupId subgroup) {
  if (txn.exec(queries::delete_subgroup, group, subgroup) == 0) return false;
  for (const auto user : people_of(txn, subgroup)) settle(parts, txn, group, user, by);
  tell_changed(parts, txn, group);
  return true;
}

}  // namespace wardroom::groups
