#include "store/store.h"

#include <algorithm>
#include <atomic>

#include "base/problem.h"
#include "store/registry.h"
#include "store/worker.h"

namespace wardroom::store {

struct Store::Parts {
  Registry registry;
  std::function<bool(base::TenantId)> ready;
  std::function<void(base::TenantId, std::move_only_function<void(std::exception_ptr)>)> prepare;
  std::atomic<std::uint64_t> groups = 0;
  std::atomic<std::uint64_t> writes = 0;
  std::atomic<std::uint64_t> reads = 0;
  std::vector<std::unique_ptr<Worker>> writers;
  std::unique_ptr<Worker> readers;

  Worker& writer_of(const base::TenantId& tenant) {
    return *writers[std::hash<base::TenantId>()(tenant) % writers.size()];
  }
  void write_group(std::span<Job*> group);
  void write_batch(std::vector<Job>& jobs);
  void read_one(Job& job);
  void give_when_ready(Worker& worker, Job job);
  void fold_log(base::TenantId tenant);
};

namespace {

constexpr int steps_between_flushes = 32;

void give(Worker& worker, Job job) {
  const auto pushed = worker.push(job);
  if (pushed == Worker::Push::taken) return;
  auto problem = pushed == Worker::Push::full
                     ? base::Problem(503, "busy", "The server has more to write than it can; try again in a second.")
                     : base::Problem(503, "stopping", "The server is stopping; try again in a moment.");
  job.error = std::make_exception_ptr(problem.retry_after(1));
  finish(job);
}

// Neighbours that belong together.
template <class Together>
std::vector<std::span<Job*>> runs(std::span<Job*> jobs, Together together) {
  std::vector<std::span<Job*>> out;
  while (!jobs.empty()) {
    std::size_t length = 1;
    while (length < jobs.size() && together(jobs[length - 1], jobs[length])) ++length;
    out.push_back(jobs.first(length));
    jobs = jobs.subspan(length);
  }
  return out;
}

}  // namespace

void Store::Parts::write_group(std::span<Job*> group) {
  try {
    const auto db = registry.open(group.front()->tenant);
    if (group.front()->alone) {
      group.front()->alone(*db);
    } else {
      commit_together(*db, group);
      if (db->wants_fold()) fold_log(group.front()->tenant);
    }
    groups.fetch_add(1, std::memory_order_relaxed);
    writes.fetch_add(group.size(), std::memory_order_relaxed);
  } catch (...) {
    for (Job* job : group) job->error = std::current_exception();
  }
  for (Job* job : group) finish(*job);
}

// One transaction for each tenant in the batch; within a tenant, the order of arrival. The short ones first: a tenant
// with little to write waits for no other's hundreds.
void Store::Parts::write_batch(std::vector<Job>& jobs) {
  std::vector<Job*> order;
  order.reserve(jobs.size());
  for (auto& job : jobs) order.push_back(&job);
  auto tenants = runs(std::span(order), [](const Job* a, const Job* b) { return a->tenant == b->tenant; });
  std::ranges::stable_sort(tenants, {}, &std::span<Job*>::size);
  for (const auto tenant : tenants) {
    // What runs alone is a group.
    for (const auto group : runs(tenant, [](const Job* a, const Job* b) { return !a->alone && !b->alone; })) {
      write_group(group);
    }
  }
}

// A reader's thread does it, so that no writer waits.
void Store::Parts::fold_log(base::TenantId tenant) {
  auto ended = [this, tenant](const std::exception_ptr&) {
    give(writer_of(tenant),
         {.tenant = tenant, .alone = [](TenantDb& db) { db.fold_ended(); }, .done = [](const std::exception_ptr&) {}});
  };
  give(*readers, {.tenant = tenant, .alone = [](TenantDb& db) { db.fold_log(); }, .done = std::move(ended)});
}

void Store::Parts::read_one(Job& job) {
  try {
    const auto db = registry.open(job.tenant);
    if (job.alone) {
      job.alone(*db);
    } else {
      TenantDb::Reader reader(*db);
      run_reader(reader.connection(), job);
    }
    reads.fetch_add(1, std::memory_order_relaxed);
  } catch (...) {
    job.error = std::current_exception();
  }
  finish(job);
}

namespace {

// All keys that may open a tenant's file, the newest first.
auto all_keys(const Options& options) {
  return [newest = options.database_key, older = options.older_database_keys](base::TenantId tenant) {
    std::vector<base::Secret<32>> keys;
    keys.push_back(newest(tenant));
    if (older) std::ranges::move(older(tenant), std::back_inserter(keys));
    return keys;
  };
}

}  // namespace

Store::Store(Options options)
    : parts_(new Parts{.registry = Registry({.directory = std::move(options.directory),
                                             .database_keys = all_keys(options),
                                             .ready = options.ready,
                                             .schema = std::move(options.schema),
                                             .max_open = options.max_open,
                                             .idle_close = options.idle_close}),
                       .ready = std::move(options.ready),
                       .prepare = std::move(options.prepare)}) {
  Parts& parts = *parts_;
  const auto idle = std::chrono::milliseconds(options.idle_close) / 2;
  const auto sweep = [&parts] { parts.registry.close_idle(); };
  for (unsigned i = 0; i < std::max(1U, options.writer_threads); ++i)
    parts.writers.push_back(
        std::make_unique<Worker>(Worker::Settings{.threads = 1,
                                                  .max_pending = options.max_pending,
                                                  .max_taken = options.max_group,
                                                  .max_taken_of_each = options.max_shared_group,
                                                  .idle = idle,
                                                  .run = [&parts](std::vector<Job>& jobs) { parts.write_batch(jobs); },
                                                  .when_idle = sweep}));
  parts.readers = std::make_unique<Worker>(
      Worker::Settings{.threads = std::max(1U, options.reader_threads),
                       .max_pending = options.max_pending,
                       .max_taken = 1,
                       .max_taken_of_each = 1,
                       .idle = idle,
                       .run = [&parts](std::vector<Job>& jobs) { parts.read_one(jobs.front()); },
                       .when_idle = sweep});
}

Store::~Store() { stop(); }

void Store::stop() {
  for (auto& writer : parts_->writers) writer->stop();
  parts_->readers->stop();
  parts_->registry.close_all();
}

void Store::Parts::give_when_ready(Worker& worker, Job job) {
  if (ready(job.tenant)) return give(worker, std::move(job));
  const auto tenant = job.tenant;
  prepare(tenant, [&worker, job = std::move(job)](std::exception_ptr error) mutable {
    if (!error) return give(worker, std::move(job));
    job.error = std::move(error);
    finish(job);
  });
}

void Store::write(base::TenantId tenant, Work work, Done done) {
  parts_->give_when_ready(parts_->writer_of(tenant),
                          {.tenant = tenant, .work = std::move(work), .done = std::move(done)});
}

void Store::read(base::TenantId tenant, Work work, Done done) {
  parts_->give_when_ready(*parts_->readers, {.tenant = tenant, .work = std::move(work), .done = std::move(done)});
}

void Store::alone_now(base::TenantId tenant, std::function<void(TenantDb&)> work) {
  refuse_inside_closure();
  std::promise<std::exception_ptr> promise;
  auto future = promise.get_future();
  parts_->give_when_ready(parts_->writer_of(tenant),
                          {.tenant = tenant,
                           .alone = std::move(work),
                           .done = [promise = std::move(promise)](std::exception_ptr error) mutable {
                             promise.set_value(std::move(error));
                           }});
  if (auto error = future.get()) std::rethrow_exception(std::move(error));
}

void Store::rekey_now(base::TenantId tenant) {
  const auto db = parts_->registry.open(tenant);  // or it would be closed between two steps, and begin again
  auto state = TenantDb::Rekey::going_on;
  for (int step = 1; state != TenantDb::Rekey::done; ++step) {
    const auto began = std::chrono::steady_clock::now();
    alone_now(tenant, [&state](TenantDb& now) { state = now.rekey_some(); });
    std::this_thread::sleep_for(std::chrono::steady_clock::now() - began);  // half of the writer's time is for others
    if (state == TenantDb::Rekey::nearly_done || step % steps_between_flushes == 0) db->flush_copy();
    if (state == TenantDb::Rekey::nearly_done) db->fold_log();
  }
}

bool Store::has_newest_key(base::TenantId tenant) { return parts_->registry.open(tenant)->has_newest_key(); }

bool Store::truncate_log_now(base::TenantId tenant) {
  bool emptied = false;
  alone_now(tenant, [&emptied](TenantDb& db) { emptied = db.truncate_log(); });
  return emptied;
}

void Store::create(base::TenantId tenant) { parts_->registry.create(tenant); }
bool Store::exists(base::TenantId tenant) const { return parts_->registry.exists(tenant); }
std::vector<base::TenantId> Store::tenants() const { return parts_->registry.tenants(); }
void Store::close(base::TenantId tenant) { parts_->registry.close(tenant); }

bool Store::close_now(base::TenantId tenant, std::chrono::milliseconds patience) {
  return parts_->registry.close_now(tenant, patience);
}

Counters Store::counters() const {
  return {.writes = parts_->writes.load(std::memory_order_relaxed),
          .groups = parts_->groups.load(std::memory_order_relaxed),
          .reads = parts_->reads.load(std::memory_order_relaxed),
          .open = parts_->registry.open_count()};
}

void Store::refuse_inside_closure() {
  if (Worker::on_store_thread())
    throw std::logic_error("write_now and read_now would wait for themselves on a thread of the store");
}

}  // namespace wardroom::store
