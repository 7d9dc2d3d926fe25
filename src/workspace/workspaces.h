// The workspaces of this server. The platform's database says which exist and what their slugs are; everything else a
// workspace says about itself is in its own database (settings), so that operations find it in their own transaction.
// Functions that take a transaction run in it; the others wait for the store: for start-up, tools and worker threads,
// not for the threads that serve connections. Any thread.
//
// Making one survives a crash at any point: reserve() first, complete() last, and until then nobody finds it. What a
// maker left half-made is cleared by their next try, or by anybody's after a day.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "keys/key_store.h"
#include "store/store.h"
#include "workspace/decisions.h"
#include "workspace/workspace.h"

namespace wardroom::workspace {

class Workspaces {
 public:
  Workspaces(store::Store& store, keys::KeyStore& keys, const Decisions& decisions)
      : store_(store), keys_(keys), decisions_(decisions) {}

  void ensure_platform();  // makes the platform's keys and database at the first start

  std::optional<WorkspaceId> find_by_slug(const std::string& slug);  // only those that are ready; remembered
  std::optional<Workspace> get(WorkspaceId id);
  std::vector<Workspace> list();  // one whose keys are not granted now, or that is suspended, has no name
  static bool any(store::TenantTxn& platform);

  // The workspace this transaction belongs to.
  Workspace current(store::TenantTxn& txn) const;
  Language language(store::TenantTxn& txn) const;  // english before the settings are written
  void set_language(store::TenantTxn& txn, Language language, base::Timestamp at) const;
  void rename(store::TenantTxn& txn, std::string_view name, base::Timestamp at) const;

  // In the platform's transaction: takes the slug for `maker` (a token's hash) under a new id, and answers the ids that
  // were abandoned half-made: discard() them after the commit. Problem 409 slug_taken.
  struct Reserved {
    WorkspaceId id;
    std::vector<WorkspaceId> abandoned;
  };
  Reserved reserve(store::TenantTxn& platform, std::string_view slug, base::ByteView maker, base::Timestamp at) const;
  void discard(const std::vector<WorkspaceId>& abandoned);
  void forget(WorkspaceId id);  // one that was wiped by another process: its slug, and its keys in memory
  bool exists(store::TenantTxn& platform, WorkspaceId id) const;
  // Keys and an empty database for a reserved workspace.
  void create_storage(WorkspaceId id);
  // In the new workspace's own transaction.
  Workspace write_settings(store::TenantTxn& txn, std::string_view slug, std::string_view name,
                           base::Timestamp at) const;
  // In the platform's transaction: from its commit on, the workspace exists.
  void complete(store::TenantTxn& platform, WorkspaceId id) const;

 private:
  keys::Sealed<std::string> seal_name(base::TenantId tenant, std::string_view name) const;

  store::Store& store_;
  keys::KeyStore& keys_;
  const Decisions& decisions_;
  std::mutex mutex_;
  std::unordered_map<std::string, WorkspaceId> by_slug_;  // a slug never changes: nothing here grows stale
};

}  // namespace wardroom::workspace
