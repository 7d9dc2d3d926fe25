// Fan-out to connected clients. An event is encoded and framed once; each core keeps its own subscribers, so a delivery
// takes no lock. What is published here has become durable already: the hub may lose everything at any moment, clients
// catch up from the event log.
//
// Functions marked "any thread" post to the cores; the others belong to the core of the connection given.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "bus/bus.h"
#include "chat/notice.h"
#include "chat/presence.h"
#include "net/server.h"

namespace wardroom::chat {

class Connection;

class Hub {
 public:
  explicit Hub(bus::Bus& bus) : bus_(bus) {}
  void attach(net::Server& server);  // once, before the server starts

  // Any thread. Each goes over the bus, to the hubs of all nodes.
  void publish(base::TenantId tenant, base::ChannelId channel, std::int64_t seq, std::string_view json);
  void typing(base::TenantId tenant, base::ChannelId channel, base::UserId user);
  void joined(base::TenantId tenant, base::UserId user, base::ChannelId channel);
  void left(base::TenantId tenant, base::UserId user, base::ChannelId channel);
  void forget_channel(base::TenantId tenant, base::ChannelId channel);
  void session_ended(base::TenantId tenant, base::SessionId session);
  void tell_user(base::TenantId tenant, base::UserId user, std::string_view json);
  void tell_tenant(base::TenantId tenant, std::string_view json);
  // Any thread; on this node only, as each node finds out by itself that a tenant went dark, or is suspended. code: of
  // lock_reason().
  void lock_tenant(base::TenantId tenant, std::string_view code);
  Presence& presence() { return presence_; }
  std::size_t connections() const { return connections_; }

  // On the connection's core.
  void add(Connection& connection);
  void subscribe(Connection& connection, base::ChannelId channel);
  void remove(Connection& connection);
  net::Server& server() { return *server_; }

 private:
  using Connections = std::vector<Connection*>;
  struct Core {
    std::unordered_map<base::ChannelId, Connections> by_channel;
    std::unordered_map<base::UserId, Connections> by_user;
    std::unordered_map<base::TenantId, Connections> by_tenant;
  };
  template <typename F>
  void on_each_core(F task);  // task(Core&), copied to each
  void tell(base::TenantId tenant, const Notice& notice);
  void heard(base::TenantId tenant, const Notice& notice);
  void heard_of_channel(const Notice& notice);
  void heard_membership(const Notice& notice);
  void heard_session_end(base::SessionId session);
  void unsubscribe(Core& core, Connection& connection, base::ChannelId channel);
  void tell_presence();
  void revalidate(Core& core);

  bus::Bus& bus_;
  net::Server* server_ = nullptr;
  std::vector<std::unique_ptr<Core>> cores_;
  Presence presence_;
  std::atomic<std::size_t> connections_ = 0;
  bus::Subscription subscription_;  // last: ends before what its listener uses
};

}  // namespace wardroom::chat
