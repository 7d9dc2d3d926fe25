// What the server's administrator decides of workspaces, from the outside: suspension, quotas, plans, operators, the
// end. Nothing here reads what is in one. Quotas are the workspace's own rows, so that they are looked at in the
// transaction they limit; all else is the platform's, and in force once Decisions read it.
#pragma once
#include <optional>
#include <vector>

#include "base/problem.h"
#include "store/txn.h"
#include "workspace/workspace.h"

namespace wardroom::workspace {

// ---- in the platform's transaction

bool suspend(store::TenantTxn& platform, WorkspaceId id, base::Timestamp at);  // false: it was already
bool resume(store::TenantTxn& platform, WorkspaceId id);
// Requests a second of all its people together; none: no limit.
void set_plan(store::TenantTxn& platform, WorkspaceId id, std::optional<std::int64_t> requests_per_second);
// Whose people may administer the server: one workspace's, or nobody.
void set_operators(store::TenantTxn& platform, std::optional<WorkspaceId> id, base::Timestamp at);
// From the commit on this is a workspace of the server. Its keys and file are there. Problem 409 slug_taken.
void take_in(store::TenantTxn& platform, WorkspaceId id, std::string_view slug, base::Timestamp created_at);
// From the commit on there is no such workspace. Its keys and file are the caller's to destroy.
void drop(store::TenantTxn& platform, WorkspaceId id);

struct Registered {
  WorkspaceId id;
  std::string slug;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Registered, (), (id, slug, created_at))

std::optional<Registered> registered(store::TenantTxn& platform, WorkspaceId id);
// By id, from after `after` on.
std::vector<Registered> registered(store::TenantTxn& platform, std::optional<WorkspaceId> after, std::int64_t limit);

// ---- in the workspace's transaction

void set_slug(store::TenantTxn& txn, std::string_view slug);  // when it is taken in under another one

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
