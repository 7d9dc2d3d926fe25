// What the server's administrator decided of workspaces, in memory: asked before anything is done with a workspace's
// database, so it costs a look. Read anew every few seconds and after each decision.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <optional>

#include "base/problem.h"
#include "store/txn.h"
#include "workspace/workspace.h"

namespace wardroom::workspace {

struct Decided {
  std::map<WorkspaceId, base::Timestamp> suspended;         // since when
  std::map<WorkspaceId, std::int64_t> requests_per_second;  // of those that have a plan
  std::optional<WorkspaceId> operators;                     // whose people may administer the server
  bool operator==(const Decided&) const = default;
};

Decided decided(store::TenantTxn& platform);

// Any thread.
class Decisions {
 public:
  bool suspended(WorkspaceId id) const;
  std::optional<std::int64_t> requests_per_second(WorkspaceId id) const;
  bool are_operators(WorkspaceId id) const;
  std::shared_ptr<const Decided> replace(std::shared_ptr<const Decided> now);  // answers those of before

 private:
  std::atomic<std::shared_ptr<const Decided>> now_{
      std::make_shared<const Decided>()};  // none, until somebody reads them
};

constexpr std::string_view workspace_suspended = "workspace_suspended";  // the problem's code
base::Problem suspended_problem();                                       // 403

}  // namespace wardroom::workspace
