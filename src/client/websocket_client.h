// A blocking WebSocket (RFC 6455) over TLS: text messages both ways, pings answered while receiving. One thread at a
// time.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "client/http_client.h"
#include "client/tls_stream.h"
#include "net/websocket_codec.h"

namespace wardroom::client {

// The server refused the handshake; its answer says why.
class UpgradeRefused : public std::runtime_error {
 public:
  explicit UpgradeRefused(HttpAnswer answer)
      : std::runtime_error("the server refused the WebSocket: status " + std::to_string(answer.status)),
        answer_(std::move(answer)) {}
  const HttpAnswer& answer() const { return answer_; }

 private:
  HttpAnswer answer_;
};

class WebSocketClient : private net::FrameSink {
 public:
  using Time = std::chrono::milliseconds;
  struct Closed {
    std::uint16_t code = 0;  // 1006: without a Close frame
    std::string reason;
  };

  WebSocketClient(const ServerAddress& server, std::string_view target, const net::Headers& headers = {},
                  Time limit = std::chrono::seconds(30));

  void send(std::string_view text);
  void send_raw(std::string_view bytes) { stream_.write(bytes); }  // frames made by hand, for tests
  std::optional<std::string> receive(Time limit);                  // nullopt: none in time, or closed
  const std::optional<Closed>& closed() const { return closed_; }
  void close(std::uint16_t code = 1000, std::string_view reason = {});
  TlsStream& stream() { return stream_; }

 private:
  void shake_hands(const ServerAddress& server, std::string_view target, const net::Headers& headers);
  void send_frame(net::Opcode opcode, std::string_view payload);
  void on_message(std::string_view text) override { messages_.emplace_back(text); }
  void on_ping(std::string_view payload) override { send_frame(net::Opcode::pong, payload); }
  void on_pong() override {}
  void on_close_frame(std::uint16_t code, std::string_view reason) override;

  TlsStream stream_;
  net::FrameDecoder decoder_;
  std::deque<std::string> messages_;
  std::optional<Closed> closed_;
  bool close_sent_ = false;
};

}  // namespace wardroom::client
