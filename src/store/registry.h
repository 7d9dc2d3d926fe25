// Which databases are open. Opens one when it is asked for, closes those that are unused for long, or used least
// recently when too many are open. Safe from any thread; opening one tenant does not hold up another. Internal to the
// store.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/id.h"
#include "store/tenant_db.h"

namespace wardroom::store {

class Registry {
 public:
  struct Settings {
    std::filesystem::path directory;
    std::function<std::vector<TenantDb::Key>(base::TenantId)> database_keys;  // the newest first
    std::function<bool(base::TenantId)> ready;                                // whether its key may be used
    std::vector<SchemaPart> schema;
    std::size_t max_open;
    std::chrono::seconds idle_close;
  };

  explicit Registry(Settings settings);

  std::shared_ptr<TenantDb> open(base::TenantId tenant);
  void create(base::TenantId tenant);
  bool exists(base::TenantId tenant) const;
  std::vector<base::TenantId> tenants() const;
  void close(base::TenantId tenant);
  bool close_now(base::TenantId tenant, std::chrono::milliseconds patience);  // waits for those who use it
  void close_idle();                                                          // cheap when called often
  void close_all();
  std::size_t open_count() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::mutex opening;  // held while the file is opened; taken before the registry's own
    std::shared_ptr<TenantDb> db;
    Clock::time_point used;
  };

  std::filesystem::path file_of(base::TenantId tenant) const;
  std::shared_ptr<Entry> entry_of(base::TenantId tenant);
  std::shared_ptr<TenantDb> find(base::TenantId tenant);  // null: not open
  std::shared_ptr<TenantDb> take(base::TenantId tenant);  // out of the books; null: not open
  void make_room(std::vector<std::shared_ptr<TenantDb>>& closing);

  Settings settings_;
  mutable std::mutex mutex_;
  std::unordered_map<base::TenantId, std::shared_ptr<Entry>> entries_;
  std::size_t open_ = 0;
  Clock::time_point next_sweep_;
};

}  // namespace wardroom::store
