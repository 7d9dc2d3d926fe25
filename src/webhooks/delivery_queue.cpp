#include "webhooks/delivery_queue.h"

#include <algorithm>

namespace wardroom::webhooks {

void DeliveryQueue::add(const Task& task, Time when) {
  auto& state = tasks_[task];
  state.when = std::min(state.when.value_or(when), when);
}

void DeliveryQueue::add_unless_waiting(const Task& task, Time when) {
  auto& state = tasks_[task];
  if (!state.when) state.when = when;
}

bool DeliveryQueue::is_free(const Task& task, const State& state) const {
  if (!state.when || state.running) return false;
  const auto busy = running_.find(task.tenant);
  return busy == running_.end() || busy->second < most_;
}

std::optional<Task> DeliveryQueue::take(Time now) {
  auto best = tasks_.end();
  for (auto each = tasks_.begin(); each != tasks_.end(); ++each) {
    if (!is_free(each->first, each->second) || *each->second.when > now) continue;
    if (best == tasks_.end() || *each->second.when < *best->second.when) best = each;
  }
  if (best == tasks_.end()) return std::nullopt;
  best->second = {std::nullopt, true};
  ++running_[best->first.tenant];
  return best->first;
}

void DeliveryQueue::done(const Task& task, std::optional<Time> again) {
  const auto busy = running_.find(task.tenant);
  if (--busy->second == 0) running_.erase(busy);
  const auto found = tasks_.find(task);
  found->second.running = false;
  // What came while it was worked on is not forgotten, but a failure decides when it is tried again.
  if (again) found->second.when = again;
  if (!found->second.when) tasks_.erase(found);
}

std::optional<DeliveryQueue::Time> DeliveryQueue::next_due() const {
  std::optional<Time> out;
  for (const auto& [task, state] : tasks_) {
    if (is_free(task, state) && (!out || *state.when < *out)) out = state.when;
  }
  return out;
}

}  // namespace wardroom::webhooks
