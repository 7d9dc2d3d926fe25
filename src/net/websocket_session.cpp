#include "net/websocket_session.h"

#include <algorithm>

namespace wardroom::net {
namespace {

constexpr std::chrono::milliseconds close_wait{5'000};  // for the peer's Close, and for ours to be taken

Frame control_frame(Opcode opcode, std::string_view payload) {
  return std::make_shared<const std::string>(encode_frame(opcode, payload));
}

}  // namespace

WebSocketSession::WebSocketSession(Connection& connection, std::string address, std::unique_ptr<SocketHandler> handler)
    : connection_(&connection),
      core_(connection.core().index),
      heard_(connection.now_ms()),
      handler_(std::move(handler)),
      address_(std::move(address)),
      decoder_(FrameDecoder::Role::server, connection.core().shared.options.limits.message_bytes) {}

void WebSocketSession::open() {
  connection_->set_deadline(options().timeouts.ping);
  if (!guarded([&] { handler_->on_open(shared_from_this()); })) close(1011, "internal error");
}

void WebSocketSession::send(Frame frame) {
  if (!connection_ || closing_) return;
  if (overflow_ == Overflow::telling) {
    overflow_ = Overflow::told;
    return connection_->write(std::move(frame));
  }
  if (overflow_ != Overflow::none) return;
  const auto limit = options().limits.queue_bytes;
  if (connection_->queued_bytes() + frame->size() > limit) {
    connection_->flush();  // a reader is slow only when the kernel's buffer for it is full as well
    if (connection_->queued_bytes() > 0 && connection_->queued_bytes() + frame->size() > limit) {
      connection_->drop_queue();
      overflow_ = Overflow::noticed;
      return connection_->touch();
    }
  }
  connection_->write(std::move(frame));
}

void WebSocketSession::close(std::uint16_t code, std::string_view reason) {
  if (!connection_ || closing_) return;
  closing_ = true;
  connection_->write(std::make_shared<const std::string>(encode_close(code, reason)));
  connection_->set_deadline(close_wait);
  connection_->touch();
}

void WebSocketSession::on_data(std::span<char> data) {
  if (!connection_) return;
  heard_ = connection_->now_ms();
  const auto fed = decoder_.feed(data, *this);
  if (fed || !connection_) return;
  close(fed.error().code, fed.error().reason);
  connection_->finish();
}

void WebSocketSession::on_message(std::string_view text) {
  if (closing_ || !handler_) return;
  if (!guarded([&] { handler_->on_text(text); })) close(1011, "internal error");
}

void WebSocketSession::on_ping(std::string_view payload) {
  if (closing_ || connection_->queued_bytes() > options().limits.queue_bytes) return;
  connection_->write(control_frame(Opcode::pong, payload));
}

void WebSocketSession::on_close_frame(std::uint16_t code, std::string_view) {
  close(code == 1005 ? close_code::normal : code, {});  // the answer, unless ours went first
  connection_->finish();
}

void WebSocketSession::on_turn_end() {
  if (overflow_ == Overflow::noticed && handler_ && !closing_) {
    overflow_ = Overflow::telling;
    guarded([&] { handler_->on_overflow(); });
    overflow_ = Overflow::told;
  }
  if (closing_) end_handler();
}

void WebSocketSession::on_drained() {
  if (overflow_ == Overflow::told) overflow_ = Overflow::none;
}

void WebSocketSession::on_deadline() {
  if (closing_) return connection_->abort();
  const auto& timeouts = options().timeouts;
  const auto silent = connection_->now_ms() - heard_;
  if (silent >= timeouts.silence.count()) return close(close_code::idle, "nothing was heard for too long");
  connection_->write(control_frame(Opcode::ping, {}));
  const auto left = std::max<std::int64_t>(1, timeouts.silence.count() - silent);
  connection_->set_deadline(std::chrono::milliseconds(std::min(timeouts.ping.count(), left)));
}

void WebSocketSession::on_end() {
  connection_ = nullptr;
  end_handler();
}

void WebSocketSession::end_handler() {
  if (!handler_) return;
  const auto handler = std::move(handler_);
  guarded([&] { handler->on_close(); });
}

}  // namespace wardroom::net
