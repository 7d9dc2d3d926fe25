// Tells the other parts of the server, and other nodes, that something happened: a subject of one tenant and a payload.
// Nothing is stored or repeated; the event log in the database is the truth, and a listener that missed something asks
// it. Safe from any thread. A listener runs on the thread that publishes (or the bus's own): it hands over and returns.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/id.h"

namespace wardroom::bus {

struct Event {
  base::TenantId tenant;
  std::string_view subject;  // "channel", "session.revoked", ...
  std::string_view payload;
};

// Listening ends with it. When the destructor returns, the listener is not running and will not run again. A listener
// may end its own subscription; two listeners that end each other's would wait for one another.
class Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::shared_ptr<void> held) : held_(std::move(held)) {}
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&&) noexcept = default;

 private:
  std::shared_ptr<void> held_;
};

class Bus {
 public:
  using Listener = std::function<void(const Event&)>;
  virtual ~Bus() = default;
  virtual void publish(base::TenantId tenant, std::string subject, std::string payload) = 0;
  virtual Subscription subscribe(base::TenantId tenant, std::string subject, Listener listener) = 0;
  virtual Subscription subscribe_all(std::string subject, Listener listener) = 0;  // this subject of every tenant
};

}  // namespace wardroom::bus
