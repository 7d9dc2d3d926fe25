// What users and groups share below their statements: sealing what is told of them, and the audit entries.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "audit/log.h"
#include "keys/tenant_keys.h"
#include "scim/collection.h"

namespace wardroom::scim {

boost::json::object opened_resource(const keys::TenantKeys& keys, const crypto::Sealed<std::string>& sealed,
                                    const keys::Place& place);  // throws std::runtime_error if it is damaged
crypto::Sealed<std::string> sealed_resource(const keys::TenantKeys& keys, const keys::Place& place,
                                            const boost::json::object& resource);
keys::Place group_place(const base::TenantId& tenant, const base::ScimGroupId& group);

void record(const audit::AuditLog& log, store::TenantTxn& txn, const Provisioner& by, audit::Event event,
            std::string target, std::string detail, std::string outcome = "ok");

template <class Id>
std::vector<std::string> texts_of(const std::vector<Id>& ids) {
  std::vector<std::string> out;
  out.reserve(ids.size());
  for (const auto& id : ids) out.push_back(id.text());
  return out;
}

}  // namespace wardroom::scim
