// What an application sees of a WebSocket (RFC 6455): text messages in, shared ready-made frames out. All calls to and
// from a socket happen on the thread of its core; to reach it from elsewhere use Server::post(socket->core(), …).
// Callbacks are never made from inside send() or close(), so lists of sockets may be walked while sending.
#pragma once
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace wardroom::net {

// A whole encoded frame: header and payload. Made once, shared by every receiver.
using Frame = std::shared_ptr<const std::string>;
Frame text_frame(std::string_view payload);

namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t unsupported = 1003;
inline constexpr std::uint16_t invalid_text = 1007;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t try_again_later = 1013;
inline constexpr std::uint16_t malformed = 4400;
inline constexpr std::uint16_t unauthorized = 4401;
inline constexpr std::uint16_t idle = 4408;
inline constexpr std::uint16_t locked = 4503;
}  // namespace close_code

class Socket {
 public:
  virtual ~Socket() = default;
  virtual unsigned core() const = 0;
  virtual const std::string& address() const = 0;
  // Appends to a bounded queue that is written once per turn of the core's loop, several frames to a TLS record.
  virtual void send(Frame frame) = 0;
  virtual std::size_t queued_bytes() const = 0;
  virtual bool drop_queue() = 0;  // forgets frames not yet started; true when there were any
  // Sends what is queued, then Close. No on_text follows; on_close does, at the end of this turn.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

class SocketHandler {
 public:
  virtual ~SocketHandler() = default;
  virtual void on_open(std::shared_ptr<Socket> socket) = 0;
  virtual void on_text(std::string_view text) = 0;  // valid UTF-8; the view ends with the call
  virtual void on_close() = 0;                      // once, last; the handler is destroyed after it
  // The queue passed its limit and was dropped. One frame may be sent from inside this call to say so; all others are
  // dropped until the client has taken that one, which is when it can start to catch up.
  virtual void on_overflow() = 0;
};

// Called exactly once, from any thread: a handler to go on with, or the refusal to answer.
using Upgrade = std::move_only_function<void(std::expected<std::unique_ptr<SocketHandler>, Response>)>;

}  // namespace wardroom::net
