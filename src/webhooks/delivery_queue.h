// Which webhooks are to be looked at, and when: each by one thread at a time, and no workspace by more than half of
// them, so that one whose receivers are slow does not hold up the others'. Times are handed in. Not for several threads
// at once.
#pragma once
#include <chrono>
#include <compare>
#include <map>
#include <optional>

#include "base/id.h"

namespace wardroom::webhooks {

// hook: all zero for "which webhooks are there in this workspace?"; tenant, too, for "in which workspaces?".
struct Task {
  base::TenantId tenant;
  base::WebhookId hook;
  auto operator<=>(const Task&) const = default;
};

class DeliveryQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit DeliveryQueue(int most_of_one_tenant) : most_(most_of_one_tenant) {}

  // At `when` at the latest; while it is worked on, after that.
  void add(const Task& task, Time when);
  // News of one that failed do not make it be tried before its time.
  void add_unless_waiting(const Task& task, Time when);
  std::optional<Task> take(Time now);  // one that is due; done() has to follow
  void done(const Task& task, std::optional<Time> again);
  std::optional<Time> next_due() const;  // of those that could be taken

 private:
  struct State {
    std::optional<Time> when;
    bool running = false;
  };
  bool is_free(const Task& task, const State& state) const;

  int most_;
  std::map<Task, State> tasks_;
  std::map<base::TenantId, int> running_;
};

}  // namespace wardroom::webhooks
