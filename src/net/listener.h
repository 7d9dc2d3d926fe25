// A listening TCP socket on one loop: accepts in batches and survives running out of file descriptors.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "net/loop.h"

namespace wardroom::net {

class Listener final : public Watcher {
 public:
  using Accepted = std::function<void(int fd, std::string address)>;  // takes the socket

  // Binds and listens; std::runtime_error says what to do when it cannot.
  Listener(const std::string& address, std::uint16_t port, Accepted accepted);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return port_; }
  void start(Loop& loop);  // on the loop's thread, as stop()
  void stop();
  void on_events(std::uint32_t events) override;

 private:
  Accepted accepted_;
  Loop* loop_ = nullptr;
  int fd_;
  int spare_;  // given up for a moment to be able to turn a connection away
  std::uint16_t port_ = 0;
};

}  // namespace wardroom::net
