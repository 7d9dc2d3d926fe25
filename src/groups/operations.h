// The groups room's operations. What they are given must outlive the registry.
#pragma once
#include "groups/parts.h"
#include "operation/registry.h"

namespace wardroom::groups {

void declare_groups(operation::Registry& registry, const Parts& parts);
void declare_members(operation::Registry& registry, const Parts& parts);
void declare_nesting(operation::Registry& registry, const Parts& parts);
void declare_managers(operation::Registry& registry, const Parts& parts);
void declare_feeds(operation::Registry& registry, const Parts& parts);

inline void declare(operation::Registry& registry, const Parts& parts) {
  declare_groups(registry, parts);
  declare_members(registry, parts);
  declare_nesting(registry, parts);
  declare_managers(registry, parts);
  declare_feeds(registry, parts);
}

}  // namespace wardroom::groups
