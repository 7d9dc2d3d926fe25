#include "client/tls_stream.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/bytes.h"

namespace wardroom::client {
namespace {

using Clock = std::chrono::steady_clock;

bool is_ip(const std::string& host) {
  in6_addr out{};
  return inet_pton(AF_INET, host.c_str(), &out) == 1 || inet_pton(AF_INET6, host.c_str(), &out) == 1;
}

// False when the time is over first.
bool wait_for(int fd, short events, Clock::time_point until) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd poll_fd{fd, events, 0};
    const int n = poll(&poll_fd, 1, static_cast<int>(left));
    if (n > 0) return true;
    if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
}

std::string leaf_fingerprint(SSL* ssl) {
  const std::unique_ptr<X509, decltype(&X509_free)> leaf(SSL_get1_peer_certificate(ssl), X509_free);
  if (!leaf) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(leaf.get(), EVP_sha256(), digest.data(), &size);
  return base::to_hex({digest.data(), size});
}

}  // namespace

ServerAddress ServerAddress::parse(std::string_view url, std::filesystem::path ca) {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme)) throw std::runtime_error("\"" + std::string(url) + "\" is not an https:// address");
  url.remove_prefix(scheme.size());
  url = url.substr(0, url.find('/'));
  ServerAddress out{{}, 443, std::move(ca), {}};
  const auto colon = url.rfind(':');
  const auto bracket = url.rfind(']');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (has_port) {
    const auto port = url.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (error != std::errc() || end != port.data() + port.size()) throw std::runtime_error("malformed port in address");
    url = url.substr(0, colon);
  }
  if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
  if (url.empty()) throw std::runtime_error("the address names no host");
  out.host = url;
  return out;
}

std::string ServerAddress::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void expect_host(SSL* ssl, const std::string& host) {
  if (is_ip(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set1_host(ssl, host.c_str());
  }
}

TlsStream::TlsStream(const ServerAddress& server, Time limit)
    : limit_(limit), context_(net::make_client_context(server.ca)) {
  const auto until = Clock::now() + limit;
  try {
    connect(server, until);
    handshake(server, until);
  } catch (...) {
    SSL_free(ssl_);
    if (fd_ >= 0) close(fd_);
    throw;
  }
}

TlsStream::TlsStream(TlsStream&& other) noexcept
    : limit_(other.limit_),
      context_(std::move(other.context_)),
      ssl_(std::exchange(other.ssl_, nullptr)),
      fd_(std::exchange(other.fd_, -1)) {}

TlsStream::~TlsStream() {
  if (ssl_) SSL_shutdown(ssl_);
  SSL_free(ssl_);
  if (fd_ >= 0) close(fd_);
  ERR_clear_error();
}

void TlsStream::connect(const ServerAddress& server, Moment until) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(server.host.c_str(), std::to_string(server.port).c_str(), &hints, &found);
  if (failed != 0) throw std::runtime_error("cannot find " + server.host + ": " + gai_strerror(failed));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  int error = 0;
  for (const auto* one = found; one; one = one->ai_next) {
    fd_ = ::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make a socket");
    if (::connect(fd_, one->ai_addr, one->ai_addrlen) != 0 && errno != EINPROGRESS) {
      error = errno;
    } else if (!wait_for(fd_, POLLOUT, until)) {
      error = ETIMEDOUT;
    } else {
      socklen_t size = sizeof error;
      getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) {
      const int on = 1;
      setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return;
    }
    close(std::exchange(fd_, -1));
  }
  throw std::runtime_error("cannot reach " + server.authority() + ": " + std::generic_category().message(error));
}

void TlsStream::handshake(const ServerAddress& server, Moment until) {
  ssl_ = SSL_new(context_.get());
  if (!ssl_ || SSL_set_fd(ssl_, fd_) != 1) throw std::runtime_error("cannot begin TLS: " + net::openssl_error());
  expect_host(ssl_, server.host);
  if (!server.pin.empty()) SSL_set_verify(ssl_, SSL_VERIFY_NONE, nullptr);
  while (true) {
    ERR_clear_error();
    const int done = SSL_connect(ssl_);
    if (done == 1) break;
    const auto verified = SSL_get_verify_result(ssl_);
    if (server.pin.empty() && verified != X509_V_OK) {
      throw std::runtime_error("the certificate of " + server.authority() +
                               " is not trusted: " + X509_verify_cert_error_string(verified));
    }
    await(done, until, "TLS handshake");
  }
  if (!server.pin.empty() && leaf_fingerprint(ssl_) != server.pin) {
    throw std::runtime_error("the certificate of " + server.authority() + " is not the pinned one");
  }
}

void TlsStream::await(int result, Moment until, const char* what) {
  const int why = SSL_get_error(ssl_, result);
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
    throw std::runtime_error(std::string(what) + " failed: " + net::openssl_error());
  }
  if (!wait_for(fd_, why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until)) throw TimedOut();
}

void TlsStream::write(std::string_view data) {
  const auto until = Clock::now() + limit_;
  while (!data.empty()) {
    ERR_clear_error();
    const int n = SSL_write(ssl_, data.data(), static_cast<int>(std::min<std::size_t>(data.size(), 1 << 20)));
    if (n > 0) {
      data.remove_prefix(static_cast<std::size_t>(n));
    } else {
      await(n, until, "writing to the server");
    }
  }
}

std::size_t TlsStream::read(std::span<char> into, Time limit) {
  const auto until = Clock::now() + limit;
  while (true) {
    ERR_clear_error();
    const int n = SSL_read(ssl_, into.data(), static_cast<int>(into.size()));
    if (n > 0) return static_cast<std::size_t>(n);
    const int why = SSL_get_error(ssl_, n);
    if (why == SSL_ERROR_ZERO_RETURN || (why == SSL_ERROR_SYSCALL && (errno == 0 || errno == ECONNRESET))) return 0;
    await(n, until, "reading from the server");
  }
}

}  // namespace wardroom::client
