#include "engine.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>

namespace wardroom::bench {

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Peer::~Peer() {
  SSL_free(ssl_);
  if (fd_ >= 0) close(fd_);
}

void Peer::send(std::string_view bytes) {
  out_.append(bytes);
  if (ready_) flush();
}

void Peer::flush() {
  while (!out_.empty() && !lost_) {
    ERR_clear_error();
    const int n = SSL_write(ssl_, out_.data(), static_cast<int>(out_.size()));
    if (n > 0) {
      out_.erase(0, static_cast<std::size_t>(n));
      continue;
    }
    const int why = SSL_get_error(ssl_, n);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) lost_ = true;
    return;
  }
}

void Peer::step(Engine& engine) {
  if (lost_) return;
  if (!ready_) {
    ERR_clear_error();
    const int done = SSL_connect(ssl_);
    if (done != 1) {
      const int why = SSL_get_error(ssl_, done);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) lost_ = true;
      return;
    }
    ready_ = true;
    on_ready();
  }
  if (!out_.empty()) flush();
  while (!lost_) {
    ERR_clear_error();
    const int n = SSL_read(ssl_, engine.buffer_.get(), static_cast<int>(Engine::buffer_size));
    if (n > 0) {
      on_bytes({engine.buffer_.get(), static_cast<std::size_t>(n)}, now_ns());
      continue;
    }
    const int why = SSL_get_error(ssl_, n);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) lost_ = true;
    return;
  }
}

Engine::Engine(const client::ServerAddress& server)
    : context_(net::make_client_context(server.ca)),
      host_(server.host),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      buffer_(new char[buffer_size]) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(server.host.c_str(), std::to_string(server.port).c_str(), &hints, &found) != 0) {
    throw std::runtime_error("cannot find " + server.host);
  }
  const auto* const address = reinterpret_cast<const char*>(found->ai_addr);
  address_.assign(address, address + found->ai_addrlen);
  family_ = found->ai_family;
  freeaddrinfo(found);
}

Engine::~Engine() { close(epoll_); }

void Engine::connect(Peer& peer) {
  peer.fd_ = socket(family_, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (peer.fd_ < 0) throw std::runtime_error("out of sockets; raise the limit with ulimit -n");
  const int on = 1;
  setsockopt(peer.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto* const address = reinterpret_cast<const sockaddr*>(address_.data());
  if (::connect(peer.fd_, address, static_cast<socklen_t>(address_.size())) != 0 && errno != EINPROGRESS) {
    peer.lost_ = true;
    return;
  }
  peer.ssl_ = SSL_new(context_.get());
  SSL_set_fd(peer.ssl_, peer.fd_);
  client::expect_host(peer.ssl_, host_);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &peer;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, peer.fd_, &event);
}

void Engine::poll(int timeout_ms) {
  std::array<epoll_event, 256> events{};
  const int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms);
  for (int i = 0; i < n; ++i) static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr)->step(*this);
}

}  // namespace wardroom::bench
