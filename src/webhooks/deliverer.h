// The threads that tell outgoing webhooks what happened: at least once, in order, one thing after the other. What
// nobody takes is tried again after 5 s, then twice as long each time up to an hour; after a day the webhook is
// stopped. Where it has got to is in the database, so a restart loses nothing.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "bus/bus.h"
#include "webhooks/delivery_queue.h"
#include "webhooks/outgoing.h"

namespace wardroom::webhooks {

// Before it is tried again, without chance: tries from 1 on.
std::chrono::seconds pause_after(std::int64_t tries);

class Deliverer {
 public:
  Deliverer(const Parts& parts, const Outgoing& outgoing, bus::Bus& bus);  // what it is given must outlive it
  Deliverer(const Deliverer&) = delete;
  Deliverer& operator=(const Deliverer&) = delete;
  ~Deliverer() { stop(); }

  void start();  // once it is known which workspaces are suspended
  // Its webhooks are others, or are to be tried at once. Any thread.
  void look(base::TenantId tenant);
  void stop();  // before the store stops

 private:
  using Clock = std::chrono::steady_clock;
  using Again = std::optional<Clock::time_point>;

  void heard(const bus::Event& event);
  void run(const std::stop_token& stop);
  Again work(const Task& task, const std::stop_token& stop);
  Again look_everywhere();
  Again find_hooks(base::TenantId tenant);
  Again deliver(const Task& task, const std::stop_token& stop);
  Again failed(const Task& task, const Next& next, const std::string& why);

  const Parts& parts_;
  const Outgoing& outgoing_;
  bus::Bus& bus_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  DeliveryQueue queue_;
  std::map<base::TenantId, std::multimap<base::ChannelId, base::WebhookId>> hooks_;  // those that are on
  bus::Subscription subscription_;
  std::vector<std::jthread> threads_;  // last: they use the others
};

}  // namespace wardroom::webhooks
