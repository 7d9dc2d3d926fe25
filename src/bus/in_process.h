// The bus of a server that is alone: listeners run on the thread that publishes.
#pragma once
#include <optional>

#include "bus/bus.h"

namespace wardroom::bus {

class InProcessBus final : public Bus {
 public:
  InProcessBus();
  ~InProcessBus() override;  // subscriptions may outlive it
  void publish(base::TenantId tenant, std::string subject, std::string payload) override;
  Subscription subscribe(base::TenantId tenant, std::string subject, Listener listener) override;
  Subscription subscribe_all(std::string subject, Listener listener) override;

 private:
  struct Listeners;
  Subscription add(std::optional<base::TenantId> tenant, std::string subject, Listener listener);
  std::shared_ptr<Listeners> listeners_;
};

}  // namespace wardroom::bus
