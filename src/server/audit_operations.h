// The audit log through the front door. Declared here because the audit room lies below the operations.
#pragma once
#include "audit/log.h"
#include "operation/registry.h"
#include "store/store.h"

namespace wardroom::server {

void declare_audit(operation::Registry& registry, store::Store& store, keys::KeyStore& keys,
                   const audit::AuditLog& log);

void declare_audit_proofs(operation::Registry& registry);
void declare_audit_retention(operation::Registry& registry);
void declare_alerts(operation::Registry& registry, keys::KeyStore& keys, bool mail);

}  // namespace wardroom::server
