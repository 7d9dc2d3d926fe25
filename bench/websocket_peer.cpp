#include "websocket_peer.h"

#include <array>

#include "net/websocket_codec.h"

namespace wardroom::bench {
namespace {

// A mask hides a client's bytes from proxies it does not trust; this one talks to its server directly.
constexpr std::array<std::uint8_t, 4> mask{0x5a, 0xa5, 0x3c, 0xc3};

struct FrameView {
  net::Opcode opcode;
  std::string_view payload;
  std::size_t size;  // with its header; 0: not all there
};

FrameView first_frame(std::string_view bytes) {
  FrameView out{net::Opcode::text, {}, 0};
  if (bytes.size() < 2) return out;
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  std::size_t length = byte(1) & 0x7f;
  std::size_t at = 2;
  if (length >= 126) {
    const std::size_t wide = length == 126 ? 2 : 8;
    if (bytes.size() < 2 + wide) return out;
    length = 0;
    for (; at < 2 + wide; ++at) length = length << 8 | byte(at);
  }
  if (bytes.size() < at + length) return out;
  return {static_cast<net::Opcode>(byte(0) & 0x0f), bytes.substr(at, length), at + length};
}

}  // namespace

void WebSocketPeer::on_ready() {
  send("GET " + target_ + " HTTP/1.1\r\nHost: " + authority_ +
       "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
       "Sec-WebSocket-Key: d2FyZHJvb20tYmVuY2gxNg==\r\n\r\n");
}

void WebSocketPeer::send_text(std::string_view text) { send(net::encode_frame(net::Opcode::text, text, &mask)); }

void WebSocketPeer::on_bytes(std::span<char> bytes, std::int64_t now) {
  const std::string_view fresh(bytes.data(), bytes.size());
  if (kept_.empty()) return walk(fresh, now);
  const auto all = std::move(kept_.append(fresh));
  kept_.clear();
  walk(all, now);
}

void WebSocketPeer::walk(std::string_view bytes, std::int64_t now) {
  if (!upgraded_) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) {
      kept_ = bytes;
      return;
    }
    if (!bytes.starts_with("HTTP/1.1 101")) return;
    upgraded_ = true;
    bytes.remove_prefix(end + 4);
  }
  while (!bytes.empty()) {
    const auto frame = first_frame(bytes);
    if (frame.size == 0) {
      kept_ = bytes;
      return;
    }
    open_ = true;
    if (frame.opcode == net::Opcode::text) {
      on_text(frame.payload, now);
    } else if (frame.opcode == net::Opcode::ping) {
      send(net::encode_frame(net::Opcode::pong, frame.payload, &mask));
    }
    bytes.remove_prefix(frame.size);
  }
}

}  // namespace wardroom::bench
