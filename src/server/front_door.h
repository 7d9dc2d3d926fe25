// What answers the public listener: operations, realtime connections, the web client's files, and the few fixed places.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "chat/connection.h"
#include "identity/identity.h"
#include "net/server.h"
#include "net/static_files.h"
#include "operation/dispatcher.h"
#include "scim/service.h"
#include "server/cors.h"
#include "server/peer_faults.h"
#include "server/public_identity.h"
#include "webhooks/entrance.h"

namespace wardroom::server {

class FrontDoor final : public net::Application {
 public:
  struct Parts {
    operation::Dispatcher& dispatcher;
    identity::Identity& identity;
    const chat::Realtime& realtime;
    const net::StaticFiles& files;
    const PublicIdentity& public_identity;
    const scim::Service& provisioning;
    const webhooks::Entrance& hooks;
    PeerFaults& faults;
    std::string openapi;
    Cors cors;
  };
  // Until this is called every request is answered 503: the port is taken early, the server is made behind it.
  void open(Parts parts);

  std::size_t body_limit(const net::Request& head) override;
  void handle(net::Request request, net::Respond respond) override;
  void upgrade(net::Request request, net::Upgrade decide) override;
  void peer_fault(net::PeerFault fault, const std::string& address, std::string_view detail) override;

 private:
  struct Opened {
    Parts parts;
    std::shared_ptr<const std::string> openapi;
  };
  static net::Response fixed(const Opened& opened, const net::Request& request);

  std::unique_ptr<const Opened> storage_;
  std::atomic<const Opened*> opened_ = nullptr;
};

}  // namespace wardroom::server
