// This room's operations: set-up, sign-in, sessions, accounts, invitations, realtime tickets.
#pragma once
#include "identity/identity.h"
#include "operation/registry.h"

namespace wardroom::identity {

void declare(operation::Registry& registry, Identity& identity);

void declare_resets(operation::Registry& registry, Identity& identity);
void declare_recovery(operation::Registry& registry, Identity& identity);
void declare_import(operation::Registry& registry, Identity& identity);
void declare_setup(operation::Registry& registry, Identity& identity);
void declare_sessions(operation::Registry& registry, Identity& identity);
void declare_accounts(operation::Registry& registry, Identity& identity);
void declare_roles(operation::Registry& registry, Identity& identity);
void declare_api_keys(operation::Registry& registry, Identity& identity);
void declare_factors(operation::Registry& registry, Identity& identity);
void declare_passkeys(operation::Registry& registry, Identity& identity);
void declare_registration(operation::Registry& registry, Identity& identity);
void declare_addresses(operation::Registry& registry, Identity& identity);
void declare_invitations(operation::Registry& registry, Identity& identity);

}  // namespace wardroom::identity
