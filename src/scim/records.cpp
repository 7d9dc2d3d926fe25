#include "scim/records.h"

#include <stdexcept>

#include "base/json.h"

namespace wardroom::scim {

boost::json::object opened_resource(const keys::TenantKeys& keys, const crypto::Sealed<std::string>& sealed,
                                    const keys::Place& place) {
  const auto text = keys.open(sealed, place);
  if (!text) throw std::runtime_error("a provisioned resource's row is damaged");
  return base::parse_json(*text).as_object();
}

crypto::Sealed<std::string> sealed_resource(const keys::TenantKeys& keys, const keys::Place& place,
                                            const boost::json::object& resource) {
  return keys.seal(keys::Purpose::content, place, base::json_text(resource));
}

keys::Place group_place(const base::TenantId& tenant, const base::ScimGroupId& group) {
  return {tenant, "scim_groups", "resource_sealed", group.bytes()};
}

void record(const audit::AuditLog& log, store::TenantTxn& txn, const Provisioner& by, audit::Event event,
            std::string target, std::string detail, std::string outcome) {
  log.append(txn, {.event = event,
                   .actor = by.token.text(),
                   .target = std::move(target),
                   .address = by.origin.address,
                   .request = by.origin.request.text(),
                   .session = "",
                   .outcome = std::move(outcome),
                   .detail = std::move(detail)});
}

}  // namespace wardroom::scim
