// A WebSocket on one connection, between the frame decoder and the application's handler.
#pragma once
#include <memory>
#include <string>

#include "net/connection.h"
#include "net/websocket_codec.h"

namespace wardroom::net {

class WebSocketSession final : public Protocol,
                               public Socket,
                               public std::enable_shared_from_this<WebSocketSession>,
                               private FrameSink {
 public:
  WebSocketSession(Connection& connection, std::string address, std::unique_ptr<SocketHandler> handler);
  void open();

  // Socket
  unsigned core() const override { return core_; }
  const std::string& address() const override { return address_; }
  void send(Frame frame) override;
  std::size_t queued_bytes() const override { return connection_ ? connection_->queued_bytes() : 0; }
  bool drop_queue() override { return connection_ && connection_->drop_queue(); }
  void close(std::uint16_t code, std::string_view reason) override;

  // Protocol
  bool wants_data() const override { return true; }
  void on_data(std::span<char> data) override;
  void on_turn_end() override;
  void on_drained() override;
  void on_deadline() override;
  void on_stop() override { close(close_code::going_away, "the server is going away"); }
  void on_end() override;
  bool has_write_limit() const override { return false; }  // silence ends it, and its queue is bounded

 private:
  enum class Overflow : std::uint8_t { none, noticed, telling, told };
  void on_message(std::string_view text) override;
  void on_ping(std::string_view payload) override;
  void on_pong() override {}
  void on_close_frame(std::uint16_t code, std::string_view reason) override;
  void end_handler();
  const ServerOptions& options() const { return connection_->core().shared.options; }

  Connection* connection_;
  const unsigned core_;
  Overflow overflow_ = Overflow::none;
  bool closing_ = false;
  std::int64_t heard_;  // when anything came last
  std::unique_ptr<SocketHandler> handler_;
  std::string address_;
  FrameDecoder decoder_;
};

}  // namespace wardroom::net
