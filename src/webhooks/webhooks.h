// The webhooks room, composed. Made once by server/. Stop it before the store.
#pragma once
#include "webhooks/deliverer.h"
#include "webhooks/operations.h"

namespace wardroom::webhooks {

class Webhooks {
 public:
  Webhooks(Parts parts, bus::Bus& bus)
      : parts_(std::move(parts)), incoming_(parts_), outgoing_(parts_), deliverer_(parts_, outgoing_, bus) {}

  void declare(operation::Registry& registry) {
    declare_incoming(registry, incoming_);
    declare_outgoing(registry, incoming_, outgoing_, [this](base::TenantId tenant) { deliverer_.look(tenant); });
  }

  const Parts& parts() const { return parts_; }
  const Incoming& incoming() const { return incoming_; }
  void start() { deliverer_.start(); }
  void stop() { deliverer_.stop(); }

 private:
  Parts parts_;
  Incoming incoming_;
  Outgoing outgoing_;
  Deliverer deliverer_;  // last: its threads use the others
};

}  // namespace wardroom::webhooks
