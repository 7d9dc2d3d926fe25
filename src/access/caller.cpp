#include "access/caller.h"

#include "base/json.h"

namespace wardroom::access {

base::Problem permission_needed(Permission permission) {
  return {403, "permission_denied",
          "This needs the permission " + std::string(base::enum_name(permission)) + " (" +
              std::string(describe(permission)) + "). Ask an administrator of your workspace."};
}

base::Problem refused_to_api_key() {
  return {403, "api_key_refused", "An API key may not do this: sign in, and do it yourself."};
}

void require_fresh(const Caller& caller) {
  if (caller.api_key) throw refused_to_api_key();
  if (caller.fresh) return;
  throw base::Problem(403, "step_up_required", "Confirm that it is you: give your password or second factor again.");
}

void require_enrolled(const Caller& caller) {
  if (!caller.must_enrol) return;
  throw base::Problem(403, "factor_enrolment_required",
                      "This workspace demands a second factor of you: set one up first, in your settings.");
}

}  // namespace wardroom::access
