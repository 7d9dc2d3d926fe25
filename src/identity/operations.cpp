#include "identity/operations.h"

namespace wardroom::identity {

void declare(operation::Registry& registry, Identity& identity) {
  declare_setup(registry, identity);
  declare_sessions(registry, identity);
  declare_accounts(registry, identity);
  declare_roles(registry, identity);
  declare_api_keys(registry, identity);
  declare_factors(registry, identity);
  declare_passkeys(registry, identity);
  declare_resets(registry, identity);
  declare_recovery(registry, identity);
  declare_import(registry, identity);
  declare_registration(registry, identity);
  declare_addresses(registry, identity);
  declare_invitations(registry, identity);
}

}  // namespace wardroom::identity
