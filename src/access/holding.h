// What an account holds: its tier, and what custom roles grant besides. Pure values.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "access/permission.h"

namespace wardroom::access {

struct Holding {
  Tier tier = Tier::viewer;
  PermissionSet permissions;

  // What it counts as where a rule goes by tiers, as "a second factor from administrators on": who holds an
  // administrator's permission by a role is one.
  Tier standing() const { return permissions.has(Permission::view_admin) ? std::max(tier, Tier::admin) : tier; }
};

// As accounts are stored; throws std::runtime_error when that is damaged.
Holding holding_of(std::string_view tier, const std::optional<std::string>& granted);

}  // namespace wardroom::access
