// What the hubs of all nodes tell each other, as it travels over the bus.
//
//   kind (1) | channel (16) | user (16) | session (16) | seq (u64) | JSON text for clients
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"

namespace wardroom::chat {

struct Notice {
  enum class Kind : std::uint8_t {
    event = 1,  // of the channel's log
    typing,     // in the channel, by the user
    joined,     // the user is in the channel now
    left,       // the user is not any more
    channel_deleted,
    session_ended,
    to_user,    // JSON for all connections of the user
    to_tenant,  // JSON for everybody connected
  };
  Kind kind{};
  base::ChannelId channel;
  base::UserId user;
  base::SessionId session;
  std::int64_t seq = 0;
  std::string_view json;
};

inline constexpr std::string_view notice_subject = "realtime";

std::string encode(const Notice& notice);
std::optional<Notice> decode_notice(std::string_view payload);  // views into payload; nullopt: not ours

}  // namespace wardroom::chat
