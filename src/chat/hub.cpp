#include "chat/hub.h"

#include <algorithm>

#include "base/json.h"
#include "chat/connection.h"

namespace wardroom::chat {
namespace {

using base::ChannelId;
using base::SessionId;
using base::TenantId;
using base::UserId;

// Presence is told at most this often, and never costs more than this many frames a turn and workspace.
constexpr std::chrono::milliseconds presence_interval{1000};
constexpr std::size_t presence_frames = 20'000;
constexpr std::chrono::milliseconds revalidate_interval{300'000};

template <typename Map, typename Key>
void erase_from(Map& map, const Key& key, Connection* connection) {
  const auto at = map.find(key);
  if (at == map.end()) return;
  auto& list = at->second;
  const auto found = std::ranges::find(list, connection);
  if (found != list.end()) {
    *found = list.back();
    list.pop_back();
  }
  if (list.empty()) map.erase(at);
}

std::string channel_event(std::string_view event, ChannelId channel) {
  return R"({"event":")" + std::string(event) + R"(","channel":")" + channel.text() + R"("})";
}

}  // namespace

void Hub::attach(net::Server& server) {
  server_ = &server;
  for (unsigned core = 0; core < server.cores(); ++core) {
    cores_.push_back(std::make_unique<Core>());
    server.every(core, revalidate_interval, [this, core] { revalidate(*cores_[core]); });
  }
  server.every(0, presence_interval, [this] { tell_presence(); });
  subscription_ = bus_.subscribe_all(std::string(notice_subject), [this](const bus::Event& event) {
    if (const auto notice = decode_notice(event.payload)) heard(event.tenant, *notice);
  });
}

template <typename F>
void Hub::on_each_core(F task) {
  for (unsigned core = 0; core < cores_.size(); ++core) {
    server_->post(core, [task, &state = *cores_[core]] { task(state); });
  }
}

void Hub::tell(TenantId tenant, const Notice& notice) {
  bus_.publish(tenant, std::string(notice_subject), encode(notice));
}

void Hub::publish(TenantId tenant, ChannelId channel, std::int64_t seq, std::string_view json) {
  tell(tenant, {.kind = Notice::Kind::event, .channel = channel, .seq = seq, .json = json});
}

void Hub::typing(TenantId tenant, ChannelId channel, UserId user) {
  if (!presence_.may_tell_typing(channel, user)) return;
  const auto json = R"({"event":"typing","channel":")" + channel.text() + R"(","user":")" + user.text() + R"("})";
  tell(tenant, {.kind = Notice::Kind::typing, .channel = channel, .user = user, .json = json});
}

void Hub::joined(TenantId tenant, UserId user, ChannelId channel) {
  tell(tenant, {.kind = Notice::Kind::joined,
                .channel = channel,
                .user = user,
                .json = channel_event("channel.added", channel)});
}

void Hub::left(TenantId tenant, UserId user, ChannelId channel) {
  tell(tenant, {.kind = Notice::Kind::left,
                .channel = channel,
                .user = user,
                .json = channel_event("channel.removed", channel)});
}

void Hub::forget_channel(TenantId tenant, ChannelId channel) {
  tell(tenant, {.kind = Notice::Kind::channel_deleted, .channel = channel});
}

void Hub::session_ended(TenantId tenant, SessionId session) {
  tell(tenant, {.kind = Notice::Kind::session_ended, .session = session});
}

void Hub::tell_user(TenantId tenant, UserId user, std::string_view json) {
  tell(tenant, {.kind = Notice::Kind::to_user, .user = user, .json = json});
}

void Hub::tell_tenant(TenantId tenant, std::string_view json) {
  tell(tenant, {.kind = Notice::Kind::to_tenant, .json = json});
}

void Hub::lock_tenant(TenantId tenant, std::string_view code) {
  on_each_core([tenant, code](Core& core) {
    const auto at = core.by_tenant.find(tenant);
    if (at == core.by_tenant.end()) return;
    for (auto* const connection : at->second) connection->lock(code);
  });
}

void Hub::heard(TenantId tenant, const Notice& notice) {
  switch (notice.kind) {
    case Notice::Kind::event:
    case Notice::Kind::typing:
    case Notice::Kind::channel_deleted:
      return heard_of_channel(notice);
    case Notice::Kind::joined:
    case Notice::Kind::left:
      return heard_membership(notice);
    case Notice::Kind::session_ended:
      return heard_session_end(notice.session);
    case Notice::Kind::to_user:
      return on_each_core([user = notice.user, frame = net::text_frame(notice.json)](Core& core) {
        const auto at = core.by_user.find(user);
        if (at == core.by_user.end()) return;
        for (auto* const connection : at->second) connection->send(frame);
      });
    case Notice::Kind::to_tenant:
      return on_each_core([tenant, frame = net::text_frame(notice.json)](Core& core) {
        const auto at = core.by_tenant.find(tenant);
        if (at == core.by_tenant.end()) return;
        for (auto* const connection : at->second) connection->send_if_idle(frame);
      });
  }
}

void Hub::heard_of_channel(const Notice& notice) {
  on_each_core([kind = notice.kind, channel = notice.channel, user = notice.user, seq = notice.seq,
                frame = net::text_frame(notice.json)](Core& core) {
    const auto at = core.by_channel.find(channel);
    if (at == core.by_channel.end()) return;
    for (auto* const connection : at->second) {
      if (kind == Notice::Kind::event) {
        connection->deliver(channel, seq, frame);
      } else if (kind == Notice::Kind::channel_deleted) {
        connection->dropped(channel);
      } else if (connection->user() != user) {
        connection->send_if_idle(frame);
      }
    }
    if (kind == Notice::Kind::channel_deleted) core.by_channel.erase(at);
  });
}

void Hub::heard_membership(const Notice& notice) {
  on_each_core([this, kind = notice.kind, channel = notice.channel, user = notice.user,
                frame = net::text_frame(notice.json)](Core& core) {
    const auto at = core.by_user.find(user);
    if (at == core.by_user.end()) return;
    for (auto* const connection : at->second) {
      if (kind == Notice::Kind::joined) {
        subscribe(*connection, channel);
      } else {
        unsubscribe(core, *connection, channel);
      }
      connection->send(frame);
    }
  });
}

void Hub::heard_session_end(SessionId session) {
  on_each_core([session](Core& core) {
    for (const auto& [user, connections] : core.by_user) {
      for (auto* const connection : connections) {
        if (connection->session() == session) connection->end("Your session has ended; sign in again.");
      }
    }
  });
}

void Hub::add(Connection& connection) {
  auto& core = *cores_[connection.core()];
  core.by_user[connection.user()].push_back(&connection);
  core.by_tenant[connection.tenant()].push_back(&connection);
  ++connections_;
  presence_.connected(connection.tenant(), connection.user());
}

void Hub::subscribe(Connection& connection, ChannelId channel) {
  if (connection.subscribed(channel)) cores_[connection.core()]->by_channel[channel].push_back(&connection);
}

void Hub::unsubscribe(Core& core, Connection& connection, ChannelId channel) {
  if (connection.dropped(channel)) erase_from(core.by_channel, channel, &connection);
}

void Hub::remove(Connection& connection) {
  auto& core = *cores_[connection.core()];
  for (const auto channel : connection.channels()) erase_from(core.by_channel, channel, &connection);
  erase_from(core.by_user, connection.user(), &connection);
  erase_from(core.by_tenant, connection.tenant(), &connection);
  --connections_;
  presence_.disconnected(connection.tenant(), connection.user());
}

void Hub::tell_presence() {
  for (const auto& [tenant, change] : presence_.take_changes(presence_frames)) {
    auto json = base::to_json(change);
    json.get_object()["event"] = "presence";
    tell_tenant(tenant, base::json_text(json));
  }
}

// A session may run out by time alone, with nobody to tell.
void Hub::revalidate(Core& core) {
  for (const auto& [user, connections] : core.by_user) {
    for (auto* const connection : connections) connection->revalidate();
  }
}

}  // namespace wardroom::chat
