// The databases: one encrypted file for each tenant (and one for the platform), opened when it is first used. All data
// is reached through write() and read(); both run their closure on a thread of the store.
//
// Writes of a tenant happen one after the other. Those that wait together share one transaction and one fsync; each
// stands or falls alone. Tenants take turns: one that asks for much holds up itself. `done` gets null once the data is
// on disk, or what went wrong. It runs on the store's thread: hand the result over to where it belongs and return.
// (When the queue is full, `done` gets a 503 Problem at once, on the thread of the caller; the same for a tenant whose
// key cannot be had.) From inside a closure, call neither of the
// *_now functions: they would wait for themselves.
#pragma once
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/id.h"
#include "base/secret.h"
#include "store/schema.h"
#include "store/txn.h"

namespace wardroom::store {

class TenantDb;

struct Options {
  std::filesystem::path directory;
  std::function<base::Secret<32>(base::TenantId)> database_key;  // the newest; called when a file is opened
  std::function<std::vector<base::Secret<32>>(base::TenantId)> older_database_keys = {};  // that a file may still have
  // A tenant whose key must be fetched first, from far away perhaps, holds up no thread of the store: while `ready`
  // says no, what is asked of it waits for `prepare` to call back (from any thread, with what prevents it or null).
  std::function<bool(base::TenantId)> ready = [](base::TenantId) { return true; };
  std::function<void(base::TenantId, std::move_only_function<void(std::exception_ptr)>)> prepare;
  std::vector<SchemaPart> schema;
  unsigned reader_threads = 2;
  unsigned writer_threads = 2;
  std::size_t max_pending = 8192;        // writes, or reads, that may wait for a thread; half of them of one tenant
  std::size_t max_group = 128;           // writes in one transaction
  std::size_t max_shared_group = 32;     // the same while other tenants wait
  std::size_t max_open = 64;             // databases; the one unused for longest is closed
  std::chrono::seconds idle_close{300};  // a database unused for this long is closed
};

struct Counters {  // since the start; `open` is now
  std::uint64_t writes = 0;
  std::uint64_t groups = 0;  // transactions that wrote: writes / groups shared one fsync
  std::uint64_t reads = 0;
  std::size_t open = 0;
};

class Store {
 public:
  using Work = std::move_only_function<void(TenantTxn&)>;
  using Done = std::move_only_function<void(std::exception_ptr)>;

  explicit Store(Options options);
  ~Store();  // finishes what waits, then closes

  void write(base::TenantId tenant, Work work, Done done);
  void read(base::TenantId tenant, Work work, Done done);  // a snapshot; never waits for writers

  // The same, waiting for the result: for start-up, tools and tests, not for the threads that serve connections.
  template <class F>
  auto write_now(base::TenantId tenant, F work) {
    return wait(&Store::write, tenant, work);
  }
  template <class F>
  auto read_now(base::TenantId tenant, F work) {
    return wait(&Store::read, tenant, work);
  }

  void create(base::TenantId tenant);  // throws Problem 409 "tenant_exists"; waits for the disk
  bool exists(base::TenantId tenant) const;
  // Gives the tenant's file the newest key while it is read and written. Killed in the middle, the file has either key.
  // Waits for the writer's thread, many times.
  void rekey_now(base::TenantId tenant);
  bool has_newest_key(base::TenantId tenant);
  // What was deleted leaves the log too, once no reader needs it (false: try again). Waits for the writer's thread.
  bool truncate_log_now(base::TenantId tenant);
  std::vector<base::TenantId> tenants() const;  // all that have a file, the platform too
  void close(base::TenantId tenant);            // forgets its key; the next use asks for it again
  // The same, and waits until the transactions under way have ended. Not from a closure. Answers whether they did.
  bool close_now(base::TenantId tenant, std::chrono::milliseconds patience);
  Counters counters() const;
  void stop();  // finishes what waits and closes; later calls get a 503 Problem

 private:
  struct Parts;

  template <class F>
  auto wait(void (Store::*call)(base::TenantId, Work, Done), base::TenantId tenant, F& work) {
    using Result = std::invoke_result_t<F&, TenantTxn&>;
    refuse_inside_closure();
    std::promise<std::exception_ptr> promise;  // the error travels as a value: one owner, on one thread at a time
    auto future = promise.get_future();
    auto done = [promise = std::move(promise)](std::exception_ptr error) mutable {
      promise.set_value(std::move(error));
    };
    if constexpr (std::is_void_v<Result>) {
      (this->*call)(tenant, [&work](TenantTxn& txn) { work(txn); }, std::move(done));
      if (auto error = future.get()) std::rethrow_exception(std::move(error));
    } else {
      std::optional<Result> result;
      (this->*call)(tenant, [&](TenantTxn& txn) { result.emplace(work(txn)); }, std::move(done));
      if (auto error = future.get()) std::rethrow_exception(std::move(error));
      return std::move(*result);
    }
  }
  static void refuse_inside_closure();
  void alone_now(base::TenantId tenant, std::function<void(TenantDb&)> work);

  std::unique_ptr<Parts> parts_;
};

}  // namespace wardroom::store
