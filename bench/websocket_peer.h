// A WebSocket of the generator: upgrades, answers pings, and walks frames without looking into them more than asked.
#pragma once
#include <string>
#include <string_view>

#include "engine.h"

namespace wardroom::bench {

class WebSocketPeer : public Peer {
 public:
  WebSocketPeer(std::string authority, std::string target)
      : authority_(std::move(authority)), target_(std::move(target)) {}
  bool open() const { return open_; }  // the handshake is over and the first frame has come
  void send_text(std::string_view text);

  void on_ready() override;
  void on_bytes(std::span<char> bytes, std::int64_t now) override;
  virtual void on_text(std::string_view text, std::int64_t now) = 0;

 private:
  void walk(std::string_view bytes, std::int64_t now);
  std::string authority_;
  std::string target_;
  bool upgraded_ = false;
  bool open_ = false;
  std::string kept_;  // the beginning of a frame whose end has not come
};

}  // namespace wardroom::bench
