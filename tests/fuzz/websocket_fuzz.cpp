// rooms: net
// The frame decoder must give the same messages however its input is cut, and never hold more than one message.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "net/websocket_codec.h"

namespace {

constexpr std::size_t limit = 300;

struct Sink final : wardroom::net::FrameSink {
  std::string log;
  void on_message(std::string_view text) override {
    if (text.size() > limit) std::abort();
    log.append("m").append(text);
  }
  void on_ping(std::string_view payload) override {
    if (payload.size() > 125) std::abort();
    log.append("p").append(payload);
  }
  void on_pong() override { log += "o"; }
  void on_close_frame(std::uint16_t code, std::string_view reason) override {
    log.append("c").append(std::to_string(code)).append(reason);
  }
};

std::string decode(wardroom::net::FrameDecoder::Role role, std::string_view bytes, std::size_t step) {
  Sink sink;
  wardroom::net::FrameDecoder decoder(role, limit);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    std::string part(bytes.substr(at, step));
    const auto fed = decoder.feed(part, sink);
    if (!fed) {
      sink.log.append("e").append(std::to_string(fed.error().code));
      break;
    }
  }
  return sink.log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Role = wardroom::net::FrameDecoder::Role;
  if (size < 2) return 0;
  const auto role = data[0] & 1 ? Role::client : Role::server;
  const std::size_t step = 1 + data[1] % 17;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (decode(role, bytes, bytes.size() + 1) != decode(role, bytes, step)) std::abort();
  return 0;
}
