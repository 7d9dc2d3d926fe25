#include "server/audit_followers.h"

#include "base/log.h"

namespace wardroom::server {
namespace {

using store::TenantTxn;

constexpr int at_once = 200;  // entries
// So that entries which come together are taken together: where each has got to is a write of its own.
constexpr std::chrono::milliseconds gather{200};
constexpr std::chrono::seconds between_tries{5};
// Entries of another process (wardroomctl) come without a word; looking for them opens every database.
constexpr std::chrono::hours look_everywhere{1};
constexpr std::chrono::minutes first_look{1};  // not while everybody comes back after a start

struct Batch {
  std::int64_t from = 0;
  std::vector<audit::FollowedEntry> entries;
};

Batch next_batch(const audit::LogTxn& txn, const AuditFollower& follower) {
  auto from = audit::read_up_to(txn, follower.name());
  if (!from) from = std::max<std::int64_t>(0, audit::newest_seq(txn) - follower.looks_back());
  return {*from, audit::entries_after(txn, *from, at_once)};
}

}  // namespace

AuditFollowers::AuditFollowers(store::Store& store, const audit::AuditLog& log,
                               std::vector<std::unique_ptr<AuditFollower>> followers)
    : store_(store), followers_(std::move(followers)) {
  if (followers_.empty()) return;
  growth_ = log.listen([this](base::TenantId tenant) {
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = grown_.insert(tenant).second;
    }
    if (first) wake_.notify_all();  // else the thread knows already
  });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void AuditFollowers::stop() {
  if (!thread_.joinable()) return;
  growth_.reset();
  thread_.request_stop();
  thread_.join();
}

std::set<base::TenantId> AuditFollowers::take_grown(const std::stop_token& stop, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (wake_.wait_for(lock, stop, patience, [this] { return !grown_.empty(); })) {
    wake_.wait_for(lock, stop, gather, [] { return false; });
  }
  return std::exchange(grown_, {});
}

void AuditFollowers::run(const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  auto everywhere = Clock::now() + first_look;
  std::set<base::TenantId> again;
  while (!stop.stop_requested()) {
    const std::chrono::seconds patience = again.empty() ? std::chrono::seconds(30) : between_tries;
    auto tenants = take_grown(stop, patience);
    tenants.merge(std::exchange(again, {}));
    if (Clock::now() >= everywhere) {
      for (const auto tenant : store_.tenants()) tenants.insert(tenant);
      everywhere = Clock::now() + look_everywhere;
    }
    for (const auto& follower : followers_) {
      for (auto at = tenants.begin(); at != tenants.end(); ++at) {
        if (follow(*follower, *at, stop)) continue;
        again.insert(at, tenants.end());  // the others would wait for the same thing
        break;
      }
    }
  }
}

// Answers whether the follower takes entries.
bool AuditFollowers::follow(AuditFollower& follower, base::TenantId tenant, const std::stop_token& stop) {
  return std::ranges::all_of(audit::log_kinds, [&](audit::LogKind kind) {
    return !follower.follows(kind) || follow(follower, tenant, kind, stop);
  });
}

bool AuditFollowers::follow(AuditFollower& follower, base::TenantId tenant, audit::LogKind kind,
                            const std::stop_token& stop) {
  const std::string name(follower.name());
  const auto log = audit::log_name(tenant, kind);
  for (bool more = true; more && !stop.stop_requested();) {
    Batch batch;
    try {
      batch = store_.read_now(tenant, [&](TenantTxn& txn) { return next_batch({txn, kind}, follower); });
    } catch (const std::exception& error) {  // the tenant is dark, or its log is damaged: the others go on
      if (silent_.insert(name + log).second) {
        base::log_warning("{} does not see {}: {}", name, log, error.what());
      }
      return true;
    }
    silent_.erase(name + log);
    more = std::ssize(batch.entries) == at_once;
    const auto up_to = batch.entries.empty() ? batch.from : batch.entries.back().seq;
    try {
      if (!batch.entries.empty()) follower.take(tenant, kind, batch.entries);
      store_.write_now(tenant, [&](TenantTxn& tenant_txn) {
        const audit::LogTxn txn(tenant_txn, kind);
        if (audit::read_up_to(txn, name) != up_to) audit::set_read_up_to(txn, name, up_to);
      });
    } catch (const std::exception& error) {
      if (silent_.insert(name).second) base::log_warning("{}: {}; it is tried again", name, error.what());
      return false;
    }
    if (silent_.erase(name) > 0) base::log_info("{} goes on", name);
  }
  return true;
}

}  // namespace wardroom::server
