#include "server/upkeep.h"

#include "audit/prune.h"
#include "audit/settings.h"
#include "base/log.h"

namespace wardroom::server {
namespace {

constexpr std::chrono::seconds turn{5};
constexpr int turns_per_checkpoint = 12;
constexpr int turns_per_sweep = 720;
constexpr int turns_per_day = 24 * turns_per_sweep;
constexpr std::chrono::hours signing_key_age{24 * 30};

// One task that fails must not end the thread, nor the others of its turn.
template <typename F>
void attempt(const char* what, F&& task) {
  try {
    task();
  } catch (const std::exception& error) {
    base::log_error("{} failed: {}", what, error.what());
  }
}

}  // namespace

Upkeep::Upkeep(Parts parts)
    : parts_(parts),
      growth_(parts.audit.listen([this](base::TenantId tenant) {
        const std::lock_guard lock(mutex_);
        grown_.insert(tenant);
      })),
      thread_([this] { run(); }) {}

void Upkeep::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  sign_checkpoints();
}

void Upkeep::run() {
  settle_signing_keys(base::platform_tenant);
  remind_of_drill();
  for (int turns = 1;; ++turns) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, turn, [this] { return stopping_; })) return;
    }
    follow_others();
    if (turns % turns_per_checkpoint == 0) sign_checkpoints();
    if (turns % turns_per_sweep == 0) sweep();
    if (turns % turns_per_day == 0) remind_of_drill();
  }
}

void Upkeep::follow_others() {
  attempt("reading which workspaces are suspended", [this] { parts_.suspension.refresh(); });
  attempt("reading the signing keys", [this] { parts_.identity.signing_keys().reload(); });
  attempt("the copy for the recovery key", [this] { parts_.recovery.update(); });
  attempt("reading the server's identity", [this] { parts_.public_identity.refresh(); });
}

void Upkeep::settle_signing_keys(base::TenantId tenant) {
  attempt("putting signing keys where keys.signing says", [&] { parts_.custody.settle_signing_keys(tenant); });
}

std::set<base::TenantId> Upkeep::take_grown() {
  const std::lock_guard lock(mutex_);
  return std::exchange(grown_, {});
}

void Upkeep::sign_checkpoints() {
  for (const auto tenant : take_grown()) {
    settle_signing_keys(tenant);
    for (const auto kind : audit::log_kinds) {
      attempt("a checkpoint of an audit log", [&] {
        if (parts_.audit.checkpoint(parts_.store, tenant, kind)) parts_.witnesses.post(tenant);
      });
    }
  }
}

void Upkeep::prune(base::TenantId tenant, audit::LogKind kind) {
  const auto days = parts_.store.read_now(tenant, [&](store::TenantTxn& txn) { return audit::keep_days({txn, kind}); });
  if (!days) return;
  const auto up_to = audit::prune(parts_.audit, parts_.store, tenant, kind, base::now() - std::chrono::days(*days));
  if (up_to) base::log_info("the log {} was pruned up to entry {}", audit::log_name(tenant, kind), *up_to);
}

void Upkeep::remind_of_drill() const {
  attempt("looking after the recovery key", [this] {
    const auto status = parts_.recovery.status();
    const auto overdue = status ? keys::Recovery::overdue(*status, base::now()) : std::nullopt;
    if (overdue) base::log_warning("{}", *overdue);
  });
}

void Upkeep::sweep() {
  attempt("the rotation of signing keys", [this] { parts_.identity.signing_keys().rotate(signing_key_age); });
  for (const auto& workspace : parts_.workspaces.list()) {
    if (workspace.name.empty()) continue;  // dark or suspended: later
    attempt("forgetting old sessions", [&] { parts_.identity.sweep(workspace.id); });
    for (const auto kind : audit::log_kinds) {
      attempt("pruning an audit log", [&] { prune(workspace.id, kind); });
    }
  }
}

}  // namespace wardroom::server
