// Serves operations, from HTTP requests and from realtime commands alike: authenticates, limits, reads the input,
// checks the policy, runs the handler in a transaction, writes the audit entry into it, and turns what was thrown into
// RFC 9457. One per server; any thread.
#pragma once
#include <memory>
#include <string_view>

#include "audit/log.h"
#include "net/http.h"
#include "operation/authenticator.h"
#include "operation/limits.h"
#include "operation/registry.h"
#include "operation/router.h"
#include "operation/sparing_records.h"
#include "store/store.h"

namespace wardroom::operation {

class Dispatcher {
 public:
  struct Parts {
    const Registry& registry;
    store::Store& store;
    audit::AuditLog& audit;
    Authenticator& authenticator;
    Limits* limits;  // null: no limits (tests, benches)
    // Whether the people of this workspace may administer the server.
    std::function<bool(base::TenantId)> are_operators = [](base::TenantId) { return false; };
  };
  explicit Dispatcher(Parts parts) : parts_(parts), router_(parts.registry) {}

  // path: below /api/v1. Answers exactly once.
  void serve(net::Request request, std::string_view path, net::Respond respond);
  std::size_t body_limit(std::string_view method, std::string_view path) const;

  // A realtime command of an authenticated connection.
  void command(std::string_view name, const boost::json::value& args, const access::Credentials& credentials,
               const access::Origin& origin, Finish finish);

 private:
  struct Run;
  void run(const Declared& operation, const Source& source, std::optional<access::Credentials> credentials,
           access::Origin origin, Finish finish);
  void run_in_transaction(std::shared_ptr<Run> run, TxnWork work);
  void run_async(std::shared_ptr<Run> run, AsyncWork work);
  void admit(store::TenantTxn& txn, Run& run);
  void serve_operation(const net::Request& request, std::string_view path, access::Origin origin, Drawn& drawn,
                       const std::shared_ptr<net::Respond>& answer);
  void draw(const Declared& operation, const std::optional<access::Credentials>& credentials,
            const access::Origin& origin, Drawn& drawn);
  template <typename Draw>
  void recording_floods(const std::optional<access::Credentials>& credentials, const access::Origin& origin,
                        std::string_view what, Draw draw);
  void record_flood(const std::optional<access::Credentials>& credentials, const access::Origin& origin,
                    std::string_view what);
  access::Credentials verify(const net::Request& request, std::string_view path, const access::Origin& origin);
  void record_forgery(base::TenantId tenant, const access::Origin& origin, std::string_view what);
  void record_denial(const Run& run, const base::Problem& problem);
  void record_denial(const Run& run, const std::exception_ptr& error);  // nothing, if it is a fault
  void record_refusal(const Run& run, audit::Event event, std::string outcome, std::string detail);

  Parts parts_;
  Router router_;
  SparingRecords records_;
};

access::Origin origin_of(const net::Request& request);
std::string_view bearer_of(const net::Request& request);  // empty without
// The Problem an exception stands for. One that is none is logged with the request's id and becomes a 500.
base::Problem problem_of(const std::exception_ptr& error, std::string_view request_id);

}  // namespace wardroom::operation
