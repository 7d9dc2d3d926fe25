#include "store/job.h"

#include "base/log.h"
#include "store/database_error.h"
#include "store/tenant_db.h"

namespace wardroom::store {
namespace {

template <class F>
void guarded(std::string_view what, F&& act) {
  try {
    act();
  } catch (const std::exception& error) {
    base::log_error("{} threw: {}", what, error.what());
  } catch (...) {
    base::log_error("{} threw", what);
  }
}

void refuse(Job& job, std::exception_ptr why) {
  if (!job.error) job.error = std::move(why);
  job.commits.clear();
}

void run_in_savepoint(Sqlite& db, Job& job) {
  db.savepoint();
  try {
    TenantTxn txn(db, job.tenant, false, job.commits);
    job.work(txn);
    db.release();
  } catch (...) {
    refuse(job, std::current_exception());
    if (!db.in_transaction()) return;  // the engine gave up everything: a full disk, for one
    db.rollback_to_savepoint();
    db.release();
  }
}

// Without a savepoint, for which every page that changes is copied: what the only job of a transaction wrote goes with
// the transaction.
void run_without_savepoint(Sqlite& db, Job& job) {
  try {
    TenantTxn txn(db, job.tenant, false, job.commits);
    job.work(txn);
    if (!db.in_transaction()) throw DatabaseError("the database gave the transaction up");
  } catch (...) {
    refuse(job, std::current_exception());
  }
}

// Answers how many jobs it took: fewer than all when the engine ended the transaction on its own.
std::size_t run_group(TenantDb& file, std::span<Job*> jobs) {
  std::size_t taken = 0;
  Sqlite* begun = nullptr;
  try {
    begun = &file.begin_write();
    Sqlite& db = *begun;
    const auto run = jobs.size() == 1 ? run_without_savepoint : run_in_savepoint;
    bool any_good = false;
    while (taken < jobs.size() && db.in_transaction()) {
      Job& job = *jobs[taken++];
      run(db, job);
      any_good = any_good || !job.error;
    }
    if (!db.in_transaction()) std::rethrow_exception(jobs[taken - 1]->error);
    if (any_good) db.commit();
    db.rollback();  // when nothing was committed
  } catch (...) {
    if (begun) begun->rollback();
    if (taken == 0) taken = jobs.size();  // it could not even begin
    for (Job* job : jobs.first(taken)) refuse(*job, std::current_exception());
  }
  return taken;
}

}  // namespace

void finish(Job& job) {
  job.alone = nullptr;
  job.work = nullptr;  // before the waiting caller goes on: it may hold references into the caller's frame
  if (!job.error)
    for (auto& act : job.commits) guarded("on_commit", act);
  guarded("the receiver of a database result", [&] { job.done(std::move(job.error)); });
  job.done = nullptr;
  job.commits.clear();
}

void commit_together(TenantDb& db, std::span<Job*> jobs) {
  while (!jobs.empty()) jobs = jobs.subspan(run_group(db, jobs));
}

void run_reader(Sqlite& db, Job& job) {
  try {
    TenantTxn txn(db, job.tenant, true, job.commits);
    job.work(txn);
  } catch (...) {
    refuse(job, std::current_exception());
  }
  db.rollback();
}

}  // namespace wardroom::store
