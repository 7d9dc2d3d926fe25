// Very many TLS connections driven by one thread with as little work per byte as can be: the generator shares the
// machine with the server it measures. Raw epoll, edge-triggered; what is received is handed on in place.
#pragma once
#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/tls_stream.h"
#include "net/tls.h"

namespace wardroom::bench {

std::int64_t now_ns();

class Engine;

// One connection. Derive to say what is spoken; own it longer than the Engine runs.
class Peer {
 public:
  Peer() = default;
  virtual ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  virtual void on_ready() = 0;  // TLS stands
  virtual void on_bytes(std::span<char> bytes, std::int64_t now) = 0;
  void send(std::string_view bytes);
  bool lost() const { return lost_; }

 private:
  friend class Engine;
  void flush();
  void step(Engine& engine);
  int fd_ = -1;
  SSL* ssl_ = nullptr;
  bool ready_ = false;
  bool lost_ = false;
  std::string out_;
};

class Engine {
 public:
  explicit Engine(const client::ServerAddress& server);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void connect(Peer& peer);  // begins; on_ready follows
  void poll(int timeout_ms);
  // Polls until the condition holds or the time is over; says which.
  template <typename F>
  bool run_until(F&& condition, std::int64_t limit_ns) {
    const auto until = now_ns() + limit_ns;
    while (!condition()) {
      if (now_ns() > until) return false;
      poll(10);
    }
    return true;
  }

 private:
  friend class Peer;
  static constexpr std::size_t buffer_size = 32 * 1024;
  net::TlsContext context_;
  std::string host_;
  std::vector<char> address_;  // sockaddr
  int family_ = 0;
  int epoll_;
  std::unique_ptr<char[]> buffer_;
};

}  // namespace wardroom::bench
