#include "server/index_upkeep.h"

#include "base/log.h"
#include "chat/search_index.h"

namespace wardroom::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds turn{3};
constexpr int turns_per_look_at_all = 200;
constexpr int parts_of_rest = 8;             // of what a step took
constexpr std::chrono::seconds longest{20};  // for one workspace while others wait

}  // namespace

void IndexUpkeep::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool IndexUpkeep::rest(Clock::duration time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

void IndexUpkeep::run() {
  for (int turns = 1; rest(turn); ++turns) {
    if (turns % turns_per_look_at_all == 1) note_all();
    for (const auto& tenant : chat_.index_queue.take()) {
      try {
        tend(tenant);
      } catch (const std::exception& error) {
        base::log_error("the upkeep of a search index failed: {}", error.what());
      }
    }
  }
}

void IndexUpkeep::note_all() try {
  for (const auto& workspace : workspaces_.list()) chat_.index_queue.add(workspace.id);
} catch (const std::exception& error) {
  base::log_error("the list of workspaces was not read: {}", error.what());
}

void IndexUpkeep::tend(base::TenantId tenant) {
  if (store_.read_now(tenant, [this](store::TenantTxn& txn) { return chat::index_is_settled(chat_, txn); })) return;
  const auto until = Clock::now() + longest;
  for (;;) {
    const auto began = Clock::now();
    if (began > until) return chat_.index_queue.add(tenant);
    const bool more =
        store_.write_now(tenant, [this](store::TenantTxn& txn) { return chat::index_upkeep(chat_, txn); });
    if (!more || !rest((Clock::now() - began) * parts_of_rest)) return;
  }
}

}  // namespace wardroom::server
