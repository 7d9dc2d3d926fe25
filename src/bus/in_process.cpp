#include "bus/in_process.h"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "base/log.h"

namespace wardroom::bus {
namespace {

// One listener. The lock is held while it runs, so that ending a subscription waits for it; recursive, so that a
// listener may end its own subscription or publish again.
struct Slot {
  explicit Slot(Bus::Listener given) : listener(std::move(given)) {}
  std::recursive_mutex mutex;
  Bus::Listener listener;
  bool ended = false;

  void tell(const Event& event) {
    const std::scoped_lock lock(mutex);
    if (ended) return;
    try {
      listener(event);
    } catch (const std::exception& error) {
      base::log_error("a listener of {} threw: {}", event.subject, error.what());
    }
  }
  void end() {
    const std::scoped_lock lock(mutex);
    ended = true;
  }
};

}  // namespace

struct InProcessBus::Listeners {
  // No tenant: the subject of every tenant.
  using Key = std::pair<std::optional<base::TenantId>, std::string>;
  std::shared_mutex mutex;
  std::map<Key, std::vector<std::shared_ptr<Slot>>> slots;

  void collect(const Key& key, std::vector<std::shared_ptr<Slot>>& out) {
    if (const auto found = slots.find(key); found != slots.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  }
  void remove(const Key& key, const std::shared_ptr<Slot>& slot) {
    const std::scoped_lock lock(mutex);
    const auto found = slots.find(key);
    std::erase(found->second, slot);
    if (found->second.empty()) slots.erase(found);
  }
};

InProcessBus::InProcessBus() : listeners_(std::make_shared<Listeners>()) {}
InProcessBus::~InProcessBus() = default;

void InProcessBus::publish(base::TenantId tenant, std::string subject, std::string payload) {
  std::vector<std::shared_ptr<Slot>> told;
  {
    const std::shared_lock lock(listeners_->mutex);
    listeners_->collect({tenant, subject}, told);
    listeners_->collect({std::nullopt, subject}, told);
  }
  for (const auto& slot : told) slot->tell({.tenant = tenant, .subject = subject, .payload = payload});
}

Subscription InProcessBus::add(std::optional<base::TenantId> tenant, std::string subject, Listener listener) {
  const Listeners::Key key{tenant, std::move(subject)};
  const auto slot = std::make_shared<Slot>(std::move(listener));
  {
    const std::scoped_lock lock(listeners_->mutex);
    listeners_->slots[key].push_back(slot);
  }
  return Subscription(std::shared_ptr<void>(slot.get(), [listeners = listeners_, key, slot](void*) {
    listeners->remove(key, slot);
    slot->end();
  }));
}

Subscription InProcessBus::subscribe(base::TenantId tenant, std::string subject, Listener listener) {
  return add(tenant, std::move(subject), std::move(listener));
}

Subscription InProcessBus::subscribe_all(std::string subject, Listener listener) {
  return add(std::nullopt, std::move(subject), std::move(listener));
}

}  // namespace wardroom::bus
