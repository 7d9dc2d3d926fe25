// SCIM 2.0 by HTTP, below /scim/v2: authenticates by a workspace's token, limits, and turns what was thrown into SCIM's
// own errors. What is refused is in the workspace's audit log, for whoever sets up the provisioning. Any thread.
#pragma once
#include <memory>

#include "net/http.h"
#include "operation/limits.h"
#include "operation/sparing_records.h"
#include "scim/scim.h"

namespace wardroom::scim {

class Service {
 public:
  // limits: null for none.
  Service(Scim& scim, operation::Limits* limits) : scim_(scim), limits_(limits) {}

  static constexpr std::string_view root = "/scim/v2";
  static bool serves(std::string_view path) {
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
  }

  std::size_t body_limit(const net::Request& head) const;
  void serve(net::Request request, net::Respond respond) const;  // answers exactly once

 private:
  struct Run;
  void begin(const std::shared_ptr<Run>& run, const net::Request& request) const;
  void begin_one(const std::shared_ptr<Run>& run, const Asked& asked) const;
  void begin_bulk(const std::shared_ptr<Run>& run, boost::json::value body) const;
  Provisioner admitted(store::TenantTxn& txn, const Run& run) const;
  void note_refusal(const Run& run, const base::Problem& problem) const;
  void fail(const std::shared_ptr<Run>& run, const std::exception_ptr& error) const;

  Scim& scim_;
  operation::Limits* limits_;
  mutable operation::SparingRecords records_;
};

}  // namespace wardroom::scim
