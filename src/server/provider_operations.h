// keys.provider.*: a workspace's owners bring its own key service, or go back to the platform's.
#pragma once
#include "audit/log.h"
#include "keys/supervision.h"
#include "operation/authenticator.h"
#include "operation/registry.h"
#include "store/store.h"

namespace wardroom::server {

struct ProviderParts {
  store::Store& store;
  keys::KeyStore& keys;
  keys::Supervision& supervision;
  const audit::AuditLog& audit;
  operation::Authenticator& authenticator;
};

void declare_providers(operation::Registry& registry, const ProviderParts& parts);

}  // namespace wardroom::server
