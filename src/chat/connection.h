// One realtime connection: reads commands, hands them to the dispatcher, delivers events. Lives on its core's thread;
// answers of the store come back to it through the server's queue.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "access/caller.h"
#include "chat/parts.h"
#include "net/websocket.h"
#include "operation/dispatcher.h"
#include "store/store.h"

namespace wardroom::chat {

struct Realtime {
  Parts chat;
  operation::Dispatcher& dispatcher;
  operation::Authenticator& authenticator;
  store::Store& store;
  std::string_view version;
};

// Why nobody stays connected to a tenant at all, by a problem's code: it went dark, or is suspended.
std::optional<std::string_view> lock_reason(std::string_view code);

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(const Realtime& parts, access::Credentials credentials, access::Origin origin)
      : parts_(parts), credentials_(credentials), origin_(std::move(origin)) {}

  void open(std::shared_ptr<net::Socket> socket);
  void text(std::string_view frame);
  void closed();
  void overflowed();

  unsigned core() const { return socket_->core(); }
  base::TenantId tenant() const { return credentials_.tenant; }
  base::UserId user() const { return credentials_.user; }
  base::SessionId session() const { return credentials_.session; }

  void deliver(base::ChannelId channel, std::int64_t seq, const net::Frame& frame);
  void send(const net::Frame& frame) { socket_->send(frame); }
  void send_if_idle(const net::Frame& frame);  // for what may be dropped
  void end(std::string_view reason);           // 4401
  void lock(std::string_view code);            // 4503 where lock_reason() has one
  void revalidate();

  // For the hub's books: the answer tells whether anything changed.
  bool subscribed(base::ChannelId channel);
  bool dropped(base::ChannelId channel);
  const std::unordered_set<base::ChannelId>& channels() const { return channels_; }

 private:
  struct Held {
    std::int64_t seq;
    net::Frame frame;
  };
  struct Replay;
  void load_channels();
  void say_hello();
  void command(const boost::json::object& frame);
  void resume(std::int64_t id, const boost::json::value& args);
  void replayed(std::int64_t id, const std::shared_ptr<Replay>& replay);
  void answer(std::int64_t id, std::exception_ptr error, std::string_view json);
  void malformed(std::string_view reason);
  void end_for(const std::exception_ptr& error);
  template <typename F>
  void on_core(F task);  // from any thread; dropped when the connection is gone

  const Realtime& parts_;
  access::Credentials credentials_;
  access::Origin origin_;
  std::shared_ptr<net::Socket> socket_;
  std::unordered_set<base::ChannelId> channels_;
  std::unordered_set<base::ChannelId> left_while_loading_;
  std::unordered_map<base::ChannelId, std::deque<Held>> replaying_;  // live events wait until the missed ones are sent
  int running_ = 0;
  bool loaded_ = false;
  bool open_ = false;
};

std::unique_ptr<net::SocketHandler> make_handler(std::shared_ptr<Connection> connection);

}  // namespace wardroom::chat
