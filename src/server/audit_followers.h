// The thread that brings new audit entries to those who follow the logs: the syslog collector, and the alerts. Each
// goes on where it was, also after a stop; one that cannot take an entry is tried again and holds up no other.
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "audit/followers.h"
#include "audit/log.h"
#include "store/store.h"

namespace wardroom::server {

class AuditFollower {
 public:
  virtual ~AuditFollower() = default;
  virtual std::string_view name() const = 0;
  // With how many entries, at most, it begins in a log that it never saw.
  virtual std::int64_t looks_back() const = 0;
  virtual bool follows(audit::LogKind kind) const = 0;
  // In order. Throws if they must come again: then none of them counts as taken.
  virtual void take(base::TenantId tenant, audit::LogKind kind, const std::vector<audit::FollowedEntry>& entries) = 0;
};

class AuditFollowers {
 public:
  AuditFollowers(store::Store& store, const audit::AuditLog& log,
                 std::vector<std::unique_ptr<AuditFollower>> followers);
  AuditFollowers(const AuditFollowers&) = delete;
  AuditFollowers& operator=(const AuditFollowers&) = delete;
  ~AuditFollowers() { stop(); }

  void stop();  // before the store stops

 private:
  void run(const std::stop_token& stop);
  std::set<base::TenantId> take_grown(const std::stop_token& stop, std::chrono::milliseconds patience);
  bool follow(AuditFollower& follower, base::TenantId tenant, const std::stop_token& stop);
  bool follow(AuditFollower& follower, base::TenantId tenant, audit::LogKind kind, const std::stop_token& stop);

  store::Store& store_;
  std::vector<std::unique_ptr<AuditFollower>> followers_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::set<base::TenantId> grown_;
  std::shared_ptr<const audit::AuditLog::Listener> growth_;
  std::set<std::string, std::less<>> silent_;  // those whose fault is logged already; the thread's own
  std::jthread thread_;                        // last: it uses the others
};

}  // namespace wardroom::server
