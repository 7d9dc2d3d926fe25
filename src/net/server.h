// The public listener: TLS, HTTP/1.1 and WebSocket on one thread per core; a connection stays on the core it was given.
// Application callbacks run on core threads and must not block: hand work to a pool and call Respond from there.
// start() throws std::runtime_error with a sentence that says what to do (port taken, certificate unreadable).
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/security_headers.h"
#include "net/tls.h"
#include "net/websocket.h"

namespace wardroom::net {

// What no good client does. plaintext: something that is not TLS; tls: no connection came about, or one broke;
// malformed: against the rules of HTTP; address: no trusted proxy, but says whom it speaks for (it is not believed).
enum class PeerFault : std::uint8_t { plaintext, tls, malformed, address };

class Application {
 public:
  virtual ~Application() = default;
  // Asked before a body is read; the request has no body yet. A longer body is answered 413 unread.
  virtual std::size_t body_limit(const Request& head) = 0;
  virtual void handle(Request request, Respond respond) = 0;
  virtual void upgrade(Request request, Upgrade decide) = 0;
  // As often as it happens: whoever is told sees to it that a flood does no harm. detail: in words.
  virtual void peer_fault(PeerFault, const std::string& /*address*/, std::string_view /*detail*/) {}
};

struct Timeouts {
  std::chrono::milliseconds read{15'000};   // TLS handshake; a request's head; its body, longer as bytes arrive
  std::chrono::milliseconds write{15'000};  // without progress
  std::chrono::milliseconds idle{60'000};   // between requests
  std::chrono::milliseconds ping{30'000};
  std::chrono::milliseconds silence{90'000};  // a WebSocket from which nothing was heard: close code 4408
  std::chrono::milliseconds drain{5'000};     // how long stop() waits
  std::chrono::milliseconds tick{250};        // resolution of all of these and of every()
};

struct Limits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t target_bytes = 8 * 1024;
  std::size_t message_bytes = 64 * 1024;  // one WebSocket message
  std::size_t queue_bytes = 256 * 1024;   // frames waiting for one WebSocket
  std::size_t connections = 50'000;
  std::size_t connections_per_address = 4'096;  // trusted proxies are exempt
};

struct ServerOptions {
  std::string address = "0.0.0.0";  // "::" listens on IPv6 and IPv4
  std::uint16_t port = 8443;        // 0: any free port, see Server::port()
  unsigned cores = 0;               // 0: as many as the machine has
  TlsOptions tls;
  HeaderPolicy headers;
  Timeouts timeouts;
  Limits limits;
  std::vector<std::string> trusted_proxies;    // addresses or CIDR ranges whose X-Forwarded-For is believed
  std::optional<std::uint16_t> redirect_port;  // plain HTTP here answers 308 to https; nothing else
};

class Server {
 public:
  Server(ServerOptions options, Application& application);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void start();
  void stop();  // no new connections, 1001 to WebSockets, answers under way are finished, then threads end
  std::uint16_t port() const;
  std::uint16_t redirect_port() const;
  unsigned cores() const;
  // Any thread, also before start(). Tasks posted while a core is busy are run together; after stop() they are dropped.
  void post(unsigned core, std::move_only_function<void()> task);
  void every(unsigned core, std::chrono::milliseconds interval, std::function<void()> task);
  void reload_certificate();  // also done by itself when the files change; throws and keeps the old one if unusable
  std::size_t connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wardroom::net
