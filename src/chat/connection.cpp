#include "chat/connection.h"

#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "base/log.h"
#include "chat/event_log.h"
#include "chat/gate.h"
#include "keys/unavailable.h"
#include "workspace/administration.h"

namespace wardroom::chat {
namespace {

constexpr int commands_at_once = 64;
constexpr std::size_t idle_queue =
    std::size_t{32} * 1024;                  // bytes waiting beyond which typing and presence are dropped
constexpr std::int64_t replay_limit = 1000;  // missed events of one channel that are replayed
constexpr std::size_t held_limit = 4096;     // live events that wait for a replay
constexpr std::size_t resume_channels = 1000;
constexpr std::int64_t heartbeat_seconds = 30;

struct ResumeArgs {
  std::map<std::string, Seq> channels;
};
BOOST_DESCRIBE_STRUCT(ResumeArgs, (), (channels))

// Too much was missed of one channel: the client fetches its newest messages instead.
std::string overflow_of(base::ChannelId channel) {
  return R"({"event":"overflow","channel":")" + channel.text() + R"("})";
}

class Handler final : public net::SocketHandler {
 public:
  explicit Handler(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
  void on_open(std::shared_ptr<net::Socket> socket) override { connection_->open(std::move(socket)); }
  void on_text(std::string_view text) override { connection_->text(text); }
  void on_close() override { connection_->closed(); }
  void on_overflow() override { connection_->overflowed(); }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace

std::optional<std::string_view> lock_reason(std::string_view code) {
  if (code == keys::tenant_dark) return "tenant_dark: the key service does not grant this workspace's key";
  if (code == workspace::workspace_suspended) {
    return "workspace_suspended: the administrator of the server suspended this workspace";
  }
  return std::nullopt;
}

std::unique_ptr<net::SocketHandler> make_handler(std::shared_ptr<Connection> connection) {
  return std::make_unique<Handler>(std::move(connection));
}

struct Connection::Replay {
  struct Missed {
    base::ChannelId channel;
    std::int64_t after;
    bool too_much = false;
    std::vector<std::pair<std::int64_t, net::Frame>> events;
  };
  std::vector<Missed> channels;
  std::exception_ptr error;
};

template <typename F>
void Connection::on_core(F task) {
  parts_.chat.hub.server().post(core(), [weak = weak_from_this(), task = std::move(task)]() mutable {
    const auto self = weak.lock();
    if (self && self->open_) task(*self);
  });
}

void Connection::open(std::shared_ptr<net::Socket> socket) {
  socket_ = std::move(socket);
  open_ = true;
  parts_.chat.hub.add(*this);
  load_channels();
}

// After the hub knows this connection, so that whatever changes from now on is told to it, and what changed before is
// seen here: the session's end as well as memberships.
void Connection::load_channels() {
  auto channels = std::make_shared<std::vector<base::ChannelId>>();
  parts_.store.read(
      tenant(),
      [self = shared_from_this(), channels](store::TenantTxn& txn) {
        self->parts_.authenticator.load(txn, self->credentials_);
        *channels = txn.all<base::ChannelId>(sql::channel_ids_of_user, self->user());
      },
      [self = shared_from_this(), channels](std::exception_ptr error) {
        self->on_core([channels, error](Connection& connection) {
          if (error) return connection.end_for(error);
          for (const auto channel : *channels) {
            if (!connection.left_while_loading_.contains(channel))
              connection.parts_.chat.hub.subscribe(connection, channel);
          }
          connection.left_while_loading_.clear();
          connection.loaded_ = true;
          connection.say_hello();
        });
      });
}

void Connection::say_hello() {
  const boost::json::object hello{{"event", "hello"},
                                  {"user", user().text()},
                                  {"session", session().text()},
                                  {"server", parts_.version},
                                  {"heartbeat", heartbeat_seconds}};
  send(net::text_frame(boost::json::serialize(hello)));
}

void Connection::closed() {
  open_ = false;
  parts_.chat.hub.remove(*this);
}

void Connection::overflowed() {
  replaying_.clear();
  send(net::text_frame(R"({"event":"overflow"})"));
}

void Connection::end(std::string_view reason) { socket_->close(net::close_code::unauthorized, reason); }

void Connection::lock(std::string_view code) {
  const auto reason = lock_reason(code);
  if (reason) socket_->close(net::close_code::locked, std::string(*reason));
}

// Only a 401 says that the session has ended; a client that is told so forgets its tokens.
void Connection::end_for(const std::exception_ptr& error) {
  const auto problem = operation::problem_of(error, origin_.request.text());
  if (problem.status() == 401) return end(problem.detail());
  if (lock_reason(problem.code())) return lock(problem.code());
  socket_->close(net::close_code::try_again_later, problem.detail().substr(0, 120));
}

void Connection::revalidate() {
  parts_.store.read(
      tenant(),
      [self = shared_from_this()](store::TenantTxn& txn) { self->parts_.authenticator.load(txn, self->credentials_); },
      [self = shared_from_this()](std::exception_ptr error) {
        if (!error) return;
        const auto problem = operation::problem_of(error, self->origin_.request.text());
        if (problem.status() != 401) return;  // a fault is no proof that the session has ended
        self->on_core([](Connection& connection) { connection.end("Your session has ended; sign in again."); });
      });
}

bool Connection::subscribed(base::ChannelId channel) {
  left_while_loading_.erase(channel);
  return channels_.insert(channel).second;
}

bool Connection::dropped(base::ChannelId channel) {
  if (!loaded_) left_while_loading_.insert(channel);
  replaying_.erase(channel);
  return channels_.erase(channel) > 0;
}

void Connection::deliver(base::ChannelId channel, std::int64_t seq, const net::Frame& frame) {
  if (!replaying_.empty()) {
    if (const auto at = replaying_.find(channel); at != replaying_.end()) {
      if (at->second.size() < held_limit) return at->second.push_back({seq, frame});
      replaying_.erase(at);
      return socket_->send(net::text_frame(overflow_of(channel)));
    }
  }
  socket_->send(frame);
}

void Connection::send_if_idle(const net::Frame& frame) {
  if (socket_->queued_bytes() < idle_queue) socket_->send(frame);
}

void Connection::malformed(std::string_view reason) { socket_->close(net::close_code::malformed, reason); }

// client frame: {"id": n, "op": "message.post", "args": {...}}
void Connection::text(std::string_view frame) {
  boost::json::value value;
  try {
    value = base::parse_json(frame);
  } catch (const base::Problem& problem) {
    return malformed(problem.detail().substr(0, 120));
  }
  const auto* const object = value.if_object();
  if (!object) return malformed("A frame is an object {id, op, args}.");
  command(*object);
}

void Connection::command(const boost::json::object& frame) {
  const auto* const id = frame.if_contains("id");
  const auto* const op = frame.if_contains("op");
  const auto* const args = frame.if_contains("args");
  if (!id || !id->is_int64() || id->get_int64() < 0) return malformed("id must be a whole number of 0 or more.");
  if (!op || !op->is_string()) return malformed("op must be a string.");
  if (frame.size() != (args ? 3U : 2U)) return malformed("A frame has the members id, op and args only.");
  const auto number = id->get_int64();
  if (running_ >= commands_at_once) {
    return answer(
        number,
        std::make_exception_ptr(
            base::Problem(429, "too_many_commands", "Wait for answers before sending more commands.").retry_after(1)),
        "");
  }
  const boost::json::value arguments = args ? *args : boost::json::value(boost::json::object());
  const std::string_view name(op->get_string());
  ++running_;
  if (name == "resume") return resume(number, arguments);
  auto origin = origin_;
  origin.request = base::RequestId::make();
  parts_.dispatcher.command(name, arguments, credentials_, origin,
                            [self = shared_from_this(), number](std::exception_ptr error, operation::Answer result) {
                              self->on_core([number, error, json = std::move(result.json)](Connection& connection) {
                                --connection.running_;
                                connection.answer(number, error, json);
                              });
                            });
}

void Connection::answer(std::int64_t id, std::exception_ptr error, std::string_view json) {
  std::string text = R"({"id":)" + std::to_string(id);
  if (error) {
    const auto request = base::RequestId::make().text();
    const auto problem = operation::problem_of(error, request);
    text += R"(,"problem":)" + base::problem_json(problem, request) + "}";
    send(net::text_frame(text));
    if (problem.status() == 401) end(problem.detail());
    lock(problem.code());
    return;
  }
  text += R"(,"ok":)";
  text += json;
  text += "}";
  send(net::text_frame(text));
}

void Connection::resume(std::int64_t id, const boost::json::value& args) {
  auto replay = std::make_shared<Replay>();
  try {
    const auto wanted = base::from_json<ResumeArgs>(args, "args");
    if (wanted.channels.size() > resume_channels)
      throw base::invalid_field("args.channels", "Resume at most 1000 channels at once.");
    for (const auto& [key, after] : wanted.channels) {
      const auto channel = base::ChannelId::parse(key);
      if (!channel) throw base::invalid_field("args.channels." + key.substr(0, 64), "This is not a channel's id.");
      if (!channels_.contains(*channel) || replaying_.contains(*channel)) continue;
      replay->channels.push_back({*channel, after.value, false, {}});
    }
  } catch (const base::Problem&) {
    --running_;
    return answer(id, std::current_exception(), "");
  }
  for (const auto& missed : replay->channels) replaying_[missed.channel];
  parts_.store.read(
      tenant(),
      [self = shared_from_this(), replay](store::TenantTxn& txn) {
        const auto caller = self->parts_.authenticator.load(txn, self->credentials_);
        for (auto& missed : replay->channels) {
          if (!txn.one<sql::MembershipRow>(sql::membership, missed.channel, caller.user)) continue;
          auto events = events_after(self->parts_.chat, txn, caller, missed.channel, missed.after, replay_limit + 1);
          missed.too_much = std::cmp_greater(events.size(), replay_limit);
          if (missed.too_much) continue;
          for (const auto& event : events) missed.events.emplace_back(event.seq, net::text_frame(event_json(event)));
        }
      },
      [self = shared_from_this(), replay, id](std::exception_ptr error) {
        replay->error = error;
        self->on_core([id, replay](Connection& connection) { connection.replayed(id, replay); });
      });
}

void Connection::replayed(std::int64_t id, const std::shared_ptr<Replay>& replay) {
  --running_;
  answer(id, replay->error, "{}");
  for (const auto& missed : replay->channels) {
    const auto at = replaying_.find(missed.channel);
    if (at == replaying_.end()) continue;  // left, or overflowed, meanwhile
    const auto held = std::move(at->second);
    replaying_.erase(at);
    auto last = missed.after;
    if (missed.too_much) send(net::text_frame(overflow_of(missed.channel)));
    for (const auto& [seq, frame] : missed.events) {
      send(frame);
      last = seq;
    }
    for (const auto& event : held) {
      if (event.seq > last) send(event.frame);
    }
  }
}

}  // namespace wardroom::chat
