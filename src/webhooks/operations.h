// The webhooks room's operations. What they are given must outlive the registry.
#pragma once
#include <functional>

#include "operation/registry.h"
#include "webhooks/incoming.h"
#include "webhooks/outgoing.h"

namespace wardroom::webhooks {

void declare_incoming(operation::Registry& registry, const Incoming& incoming);
// changed: called after each commit that changes which outgoing webhooks of a tenant there are.
void declare_outgoing(operation::Registry& registry, const Incoming& incoming, const Outgoing& outgoing,
                      std::function<void(base::TenantId)> changed);

}  // namespace wardroom::webhooks
