// A closure that waits for a thread of the store, and who waits for it. Internal to the store.
#pragma once
#include <exception>
#include <functional>
#include <span>

#include "base/id.h"
#include "store/sqlite.h"

namespace wardroom::store {

class TenantDb;

struct Job {
  base::TenantId tenant;
  std::move_only_function<void(TenantTxn&)> work;
  std::function<void(TenantDb&)> alone;  // instead of work, outside a transaction
  std::move_only_function<void(std::exception_ptr)> done;
  Commits commits;
  std::exception_ptr error;
};

// Tells the one who waits; on_commit closures first when it went well. What they throw is logged, never lost in a
// thread.
void finish(Job& job);

// Runs the closures of one tenant in one transaction with one fsync. Each stands or falls alone (job.error); a COMMIT
// that fails fails them all. Nobody is told yet.
void commit_together(TenantDb& db, std::span<Job*> jobs);

void run_reader(Sqlite& db, Job& job);  // in the read transaction that was begun; ends it

}  // namespace wardroom::store
