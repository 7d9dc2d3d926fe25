#include "net/redirect.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "net/http_parser.h"

namespace wardroom::net {
namespace {

constexpr std::size_t max_head = 8 * 1024;

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '-' || c == '_' || c == '[' || c == ']' || c == ':';
  });
}

std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  const bool port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return port ? host.substr(0, colon) : host;
}

// Owns itself: the loop holds the only reference, dropped when it is done.
class Redirect final : public Watcher, public Timed, public std::enable_shared_from_this<Redirect> {
 public:
  Redirect(Loop& loop, int fd, std::uint16_t port) : loop_(loop), fd_(fd), port_(port) {}
  ~Redirect() {
    if (fd_ >= 0) close(fd_);
  }
  Redirect(const Redirect&) = delete;
  Redirect& operator=(const Redirect&) = delete;

  void start(std::chrono::milliseconds time) {
    self_ = shared_from_this();
    loop_.watch(fd_, *this, EPOLLIN | EPOLLRDHUP);
    loop_.set_deadline(*this, loop_.now_ms() + time.count());
  }
  void on_deadline() override { end(); }
  void on_events(std::uint32_t) override {
    if (!self_) return;
    std::array<char, 4096> part{};
    const auto n = recv(fd_, part.data(), part.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0 || answered_) return n <= 0 ? end() : void();
    head_.append(part.data(), static_cast<std::size_t>(n));
    const auto size = head_.find("\r\n\r\n");
    if (size == std::string::npos) return head_.size() > max_head ? end() : void();
    const auto answer = redirect_answer(std::string_view(head_).substr(0, size + 4), port_);
    if (answer.empty()) return end();
    answered_ = true;
    [[maybe_unused]] const auto sent = send(fd_, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(fd_, SHUT_WR);
  }

 private:
  void end() {
    if (!self_) return;
    loop_.unwatch(fd_);
    loop_.set_deadline(*this, 0);
    loop_.keep_until_turn_end(std::move(self_));
    self_.reset();
  }

  Loop& loop_;
  int fd_;
  std::uint16_t port_;
  bool answered_ = false;
  std::string head_;
  std::shared_ptr<Redirect> self_;
};

}  // namespace

std::string redirect_answer(std::string_view head, std::uint16_t https_port) {
  const auto parsed = parse_head(head, Limits{});
  if (!parsed || !parsed->request.target.starts_with('/')) return {};
  const auto host = parsed->request.header("host");
  if (!is_host(host)) return {};
  std::string location = "https://" + std::string(without_port(host));
  if (https_port != 443) location += ":" + std::to_string(https_port);
  return "HTTP/1.1 308 Permanent Redirect\r\nLocation: " + location + parsed->request.target +
         "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

void serve_redirect(Loop& loop, int fd, std::uint16_t https_port, std::chrono::milliseconds time) {
  std::make_shared<Redirect>(loop, fd, https_port)->start(time);
}

}  // namespace wardroom::net
