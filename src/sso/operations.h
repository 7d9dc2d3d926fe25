// The operations of single sign-on.
#pragma once
#include "operation/registry.h"
#include "sso/sso.h"

namespace wardroom::sso {

void declare(operation::Registry& registry, Sso& sso);

void declare_signing_on(operation::Registry& registry, Sso& sso);
void declare_identities(operation::Registry& registry, Sso& sso);
void declare_feeds(operation::Registry& registry, Sso& sso);
void declare_providers(operation::Registry& registry, Sso& sso);

}  // namespace wardroom::sso
