#include "server/upkeep.h"

#include "base/log.h"
#include "chat/search_index.h"

namespace wardroom::server {
namespace {

constexpr std::chrono::seconds turn{5};
constexpr int turns_per_checkpoint = 12;
constexpr int turns_per_sweep = 720;
constexpr int turns_per_look_at_indexes = 120;  // for what a rotation, a new language or a failure left
constexpr std::chrono::seconds longest_turn_at_an_index{20};
constexpr int rest_of_indexing = 8;  // parts of what a step took
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
  for (int turns = 1;; ++turns) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, turn, [this] { return stopping_; })) return;
    }
    follow_rotations();
    if (turns % turns_per_look_at_indexes == 1) note_indexes();
    tend_indexes();
    if (turns % turns_per_checkpoint == 0) sign_checkpoints();
    if (turns % turns_per_sweep == 0) sweep();
  }
}

void Upkeep::follow_rotations() {
  attempt("reading the signing keys", [this] { parts_.identity.signing_keys().reload(); });
  attempt("reading the server's identity", [this] { parts_.public_identity.refresh(); });
}

void Upkeep::sign_checkpoints() {
  for (const auto tenant : parts_.audit.take_grown()) {
    attempt("a checkpoint of an audit log", [&] {
      parts_.store.write_now(tenant, [this](store::TenantTxn& txn) { return parts_.audit.checkpoint(txn); });
    });
  }
}

void Upkeep::note_indexes() {
  for (const auto& workspace : parts_.workspaces.list()) parts_.chat.index_queue.add(workspace.id);
}

void Upkeep::tend_indexes() {
  for (const auto& tenant : parts_.chat.index_queue.take()) {
    if (stopping()) return;
    attempt("the upkeep of a search index", [&] { tend_index(tenant); });
  }
}

bool Upkeep::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// In small transactions among everybody else's, with a rest after each.
void Upkeep::tend_index(base::TenantId tenant) {
  auto& store = parts_.store;
  if (store.read_now(tenant, [this](store::TenantTxn& txn) { return chat::index_is_settled(parts_.chat, txn); }))
    return;
  const auto until = std::chrono::steady_clock::now() + longest_turn_at_an_index;
  for (bool more = true; more && !stopping();) {
    const auto began = std::chrono::steady_clock::now();
    if (began > until) return parts_.chat.index_queue.add(tenant);
    more = store.write_now(tenant, [this](store::TenantTxn& txn) { return chat::index_upkeep(parts_.chat, txn); });
    const auto rest = (std::chrono::steady_clock::now() - began) * rest_of_indexing;
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, rest, [this] { return stopping_; });
  }
}

void Upkeep::sweep() {
  attempt("the rotation of signing keys", [this] { parts_.identity.signing_keys().rotate(signing_key_age); });
  for (const auto& workspace : parts_.workspaces.list()) {
    attempt("forgetting old sessions", [&] { parts_.identity.sweep(workspace.id); });
  }
}

}  // namespace wardroom::server
