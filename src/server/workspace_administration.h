// What whoever runs the server does with workspaces: the same for wardroomctl, beside a server that runs, and for the
// operators, through its front door. None of it opens what people wrote. All functions wait for the store. Any thread.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/foundation.h"
#include "workspace/administration.h"

namespace wardroom::server {

// Who does it. Without a workspace: somebody with a shell on the server.
struct Operator {
  std::optional<base::TenantId> workspace;
  std::string user = {}, address = {}, request = {}, session = {};  // as in an audit entry
};

struct WorkspaceState {
  base::TenantId id;
  std::string slug;
  base::Timestamp created_at;
  std::optional<base::Timestamp> suspended_at;
  bool operators = false;
};
BOOST_DESCRIBE_STRUCT(WorkspaceState, (), (id, slug, created_at, suspended_at, operators))

struct Allowance {
  std::optional<std::int64_t> people, channels, requests_per_second;  // none: no limit
  bool compliance_log = true;
};
BOOST_DESCRIBE_STRUCT(Allowance, (), (people, channels, requests_per_second, compliance_log))

struct WorkspaceUse {
  std::int64_t people = 0, channels = 0;  // active accounts; channels and conversations
  std::int64_t bytes = 0;                 // of its files on the disk
};
BOOST_DESCRIBE_STRUCT(WorkspaceUse, (), (people, channels, bytes))

class WorkspaceAdministration {
 public:
  // enforce: of a server that runs; what was decided is in force when it returns. Without one (wardroomctl) a server
  // beside it notices within seconds.
  WorkspaceAdministration(Foundation& foundation, std::filesystem::path data, std::function<void()> enforce = {})
      : foundation_(foundation), data_(std::move(data)), enforce_(std::move(enforce)) {}

  std::vector<WorkspaceState> list(std::optional<base::TenantId> after, std::int64_t limit) const;
  WorkspaceState get(base::TenantId id) const;   // Problem 404 workspace_not_found
  Allowance allowance(base::TenantId id) const;  // the same
  WorkspaceUse use(base::TenantId id) const;

  bool suspend(base::TenantId id, const std::string& reason, const Operator& by) const;  // false: it was already
  bool resume(base::TenantId id, const Operator& by) const;
  void allow(base::TenantId id, const Allowance& allowance, const Operator& by) const;
  // Destroys keys and files; stopped in between, the same call goes on. It must be suspended: Problem 409
  // workspace_in_service.
  void wipe(base::TenantId id, const Operator& by) const;
  void set_operators(std::optional<base::TenantId> id, const Operator& by) const;
  // Of what is done elsewhere, about a workspace or about none yet.
  void record(audit::Event event, std::optional<base::TenantId> id, const std::string& detail,
              const Operator& by) const;
  // The same of something else that is the server's.
  void record(audit::Event event, const std::string& target, const std::string& detail, const Operator& by) const;
  // Suspended, and no server has it open any more: Problem 409 workspace_in_service.
  void require_closed(base::TenantId id) const;

 private:
  static audit::Entry entry_of(audit::Event event, const std::string& target, const std::string& detail,
                               const Operator& by);
  // With its entry in the platform's log, and one in the operator's.
  void decide(const audit::Entry& entry, const Operator& by,
              const std::function<void(store::TenantTxn&)>& decision) const;
  void tell(base::TenantId target, const audit::Entry& entry, const Operator& by) const;  // in its own log
  void record_in(base::TenantId log, const audit::Entry& entry) const;
  static void require_not_operators(const WorkspaceState& workspace);
  void require_closed(const WorkspaceState& workspace) const;
  void enforce() const {
    if (enforce_) enforce_();
  }

  Foundation& foundation_;
  std::filesystem::path data_;
  std::function<void()> enforce_;
};

std::string in_words(
    const Allowance& allowance);  // "people: 20, channels: no limit, requests a second: no limit, compliance log: yes"

}  // namespace wardroom::server
