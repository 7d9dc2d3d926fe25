// What the server's administrator decides of workspaces, from the outside: suspension, quotas, the end. Nothing here
// reads what is in one. Rows of suspensions are the platform's; quotas are the workspace's own, so that they are looked
// at in the transaction they limit.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "base/problem.h"
#include "store/txn.h"
#include "workspace/workspace.h"

namespace wardroom::workspace {

// ---- suspension: in the platform's transaction

bool suspend(store::TenantTxn& platform, WorkspaceId id, base::Timestamp at);  // false: it was already
bool resume(store::TenantTxn& platform, WorkspaceId id);
std::set<WorkspaceId> suspended(store::TenantTxn& platform);
std::optional<base::Timestamp> suspended_since(store::TenantTxn& platform, WorkspaceId id);
// From the commit on there is no such workspace. Its keys and file are the caller's to destroy.
void drop(store::TenantTxn& platform, WorkspaceId id);

constexpr std::string_view workspace_suspended = "workspace_suspended";  // the problem's code
base::Problem suspended_problem();                                       // 403

// Which are suspended, in memory: asked before anything is done with a workspace's database. Any thread.
class Suspensions {
 public:
  bool has(WorkspaceId id) const;
  std::set<WorkspaceId> replace(std::set<WorkspaceId> now);  // answers those of before

 private:
  std::atomic<bool> any_ = false;
  mutable std::mutex mutex_;
  std::set<WorkspaceId> ids_;
};

// ---- quotas: in the workspace's transaction

struct Quotas {
  std::optional<std::int64_t> people;    // active accounts; none: no limit
  std::optional<std::int64_t> channels;  // channels and conversations
};
BOOST_DESCRIBE_STRUCT(Quotas, (), (people, channels))

Quotas quotas(store::TenantTxn& txn);
void set_quotas(store::TenantTxn& txn, const Quotas& quotas);
// Problem 409 quota_reached when there are `count` already. what: "people", "channels".
void require_room(const std::optional<std::int64_t>& quota, std::int64_t count, std::string_view what);

}  // namespace wardroom::workspace
