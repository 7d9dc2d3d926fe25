// What connections share: the server's settings and counters (Shared), and one Core per thread with its loop
// and the connections that live there.
#pragma once
#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "net/admission.h"
#include "net/loop.h"
#include "net/peer_address.h"
#include "net/server.h"

namespace wardroom::net {

class Connection;

struct Shared {
  Shared(ServerOptions o, Application& a)
      : options(std::move(o)),
        application(a),
        security_headers(security_header_block(options.headers)),
        admission(options.limits.connections, options.limits.connections_per_address),
        proxies(options.trusted_proxies) {}

  TlsContext tls() {
    const std::lock_guard lock(tls_mutex);
    return tls_context;
  }
  void set_tls(TlsContext context) {
    const std::lock_guard lock(tls_mutex);
    tls_context = std::move(context);
  }

  const ServerOptions options;
  Application& application;
  const std::string security_headers;
  Admission admission;
  const TrustedProxies proxies;
  std::atomic<bool> stopping{false};

 private:
  std::mutex tls_mutex;
  TlsContext tls_context;
};

struct Core {
  Core(unsigned i, Shared& s) : index(i), shared(s), loop(std::make_shared<Loop>(s.options.timeouts.tick)) {}
  const unsigned index;
  Shared& shared;
  const std::shared_ptr<Loop> loop;  // outlives the server in the hands of those who have yet to answer
  std::list<std::shared_ptr<Connection>> connections;
  std::atomic<std::size_t> count{0};  // connections given to this core
};

}  // namespace wardroom::net
