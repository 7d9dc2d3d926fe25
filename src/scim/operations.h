// The operations of provisioning. SCIM itself is not among them: its routes and shapes are RFC 7644's (service.h).
#pragma once
#include "operation/registry.h"
#include "scim/scim.h"

namespace wardroom::scim {

void declare_feeds(operation::Registry& registry, Scim& scim);
void declare(operation::Registry& registry, Scim& scim);

}  // namespace wardroom::scim
