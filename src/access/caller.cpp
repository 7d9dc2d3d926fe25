#include "access/caller.h"

#include "base/json.h"

namespace wardroom::access {

base::Problem permission_needed(Permission permission) {
  return {403, "permission_denied",
          "This needs the permission " + std::string(base::enum_name(permission)) + " (" +
              std::string(describe(permission)) + "). Ask an administrator of your workspace."};
}

}  // namespace wardroom::access
