#include "net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "net/peer_address.h"

namespace wardroom::net {
namespace {

constexpr int accepts_per_turn = 64;

void set_flag(int fd, int level, int name, int value) { setsockopt(fd, level, name, &value, sizeof value); }

std::string advice(const std::string& address, std::uint16_t port, int error) {
  const auto number = std::to_string(port);
  switch (error) {
    case EADDRINUSE:
      return "port " + number +
             " is taken; choose another or stop the program that listens there (see: ss -ltnp 'sport = :" + number +
             "')";
    case EACCES:
      return "port " + number + " needs privileges; choose a port above 1023, or grant CAP_NET_BIND_SERVICE";
    case EADDRNOTAVAIL:
      return "this machine has no address " + address + "; listen on one of its own, or on 0.0.0.0 for all";
    default:
      return "cannot listen on " + address + " port " + number + ": " + std::generic_category().message(error);
  }
}

socklen_t make_address(const std::string& text, std::uint16_t port, sockaddr_storage& out) {
  auto& v4 = reinterpret_cast<sockaddr_in&>(out);
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return sizeof v4;
  }
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out);
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return sizeof v6;
  }
  throw std::runtime_error("\"" + text +
                           "\" is not an IP address to listen on; use 0.0.0.0, ::, 127.0.0.1 or the like");
}

}  // namespace

Listener::Listener(const std::string& address, std::uint16_t port, Accepted accepted)
    : accepted_(std::move(accepted)), fd_(-1), spare_(open("/dev/null", O_RDONLY | O_CLOEXEC)) {
  sockaddr_storage where{};
  auto size = make_address(address, port, where);
  fd_ = socket(where.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ >= 0) {
    set_flag(fd_, SOL_SOCKET, SO_REUSEADDR, 1);
    if (where.ss_family == AF_INET6) set_flag(fd_, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }
  if (fd_ < 0 || bind(fd_, reinterpret_cast<const sockaddr*>(&where), size) != 0 || listen(fd_, 4096) != 0) {
    const int error = errno;
    if (fd_ >= 0) close(fd_);
    close(spare_);
    throw std::runtime_error(advice(address, port, error));
  }
  size = sizeof where;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&where), &size);
  port_ = ntohs(where.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(where).sin_port
                                           : reinterpret_cast<sockaddr_in6&>(where).sin6_port);
}

Listener::~Listener() {
  if (fd_ >= 0) close(fd_);
  close(spare_);
}

void Listener::start(Loop& loop) {
  loop_ = &loop;
  loop.watch(fd_, *this, EPOLLIN);
}

void Listener::stop() {
  if (fd_ < 0) return;
  if (loop_) loop_->unwatch(fd_);
  close(fd_);
  fd_ = -1;
}

void Listener::on_events(std::uint32_t) {
  for (int i = 0; i < accepts_per_turn && fd_ >= 0; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd = accept4(fd_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      set_flag(fd, IPPROTO_TCP, TCP_NODELAY, 1);
      guarded([&] { accepted_(fd, address_text(peer)); });
      continue;
    }
    if (errno == EMFILE || errno == ENFILE) {
      close(spare_);
      const int turned_away = accept(fd_, nullptr, nullptr);
      if (turned_away >= 0) close(turned_away);
      spare_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
      continue;
    }
    if (errno != EINTR && errno != ECONNABORTED) return;
  }
}

}  // namespace wardroom::net
