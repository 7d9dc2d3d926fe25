#include "access/holding.h"

#include <stdexcept>

namespace wardroom::access {

Holding holding_of(std::string_view tier_name, const std::optional<std::string>& granted) {
  const auto tier = tier_from(tier_name);
  if (!tier) throw std::runtime_error("an account has an unknown tier");
  auto permissions = permissions_of(*tier);
  if (granted) permissions = permissions | closure(PermissionSet::from_text(*granted));
  return {*tier, permissions};
}

}  // namespace wardroom::access
