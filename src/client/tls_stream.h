// A blocking TLS connection to a Wardroom server, with a time limit on every step. Trust: an authority file, the
// system's authorities, or one pinned certificate. One thread at a time. Failures are std::runtime_error.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/tls.h"

namespace wardroom::client {

struct ServerAddress {
  std::string host;
  std::uint16_t port = 443;
  std::filesystem::path ca;  // PEM; empty: the system's authorities
  std::string pin;           // hex SHA-256 of the server's certificate; when given, the only thing that counts

  static ServerAddress parse(std::string_view url, std::filesystem::path ca = {});  // "https://host:8443"
  std::string authority() const;                                                    // host:port for the Host header
};

// Makes a TLS client check that the certificate is for this name or IP address, and say the name it wants.
void expect_host(SSL* ssl, const std::string& host);

class TlsStream {
 public:
  using Time = std::chrono::milliseconds;
  TlsStream(const ServerAddress& server, Time limit);
  ~TlsStream();
  TlsStream(TlsStream&& other) noexcept;
  TlsStream& operator=(TlsStream&&) = delete;

  void write(std::string_view data);
  // Some bytes; zero when the peer has ended. Throws TimedOut when none came within the limit.
  std::size_t read(std::span<char> into) { return read(into, limit_); }
  std::size_t read(std::span<char> into, Time limit);
  int socket() const { return fd_; }
  SSL* tls() { return ssl_; }

 private:
  using Moment = std::chrono::steady_clock::time_point;
  void connect(const ServerAddress& server, Moment until);
  void handshake(const ServerAddress& server, Moment until);
  void await(int result, Moment until, const char* what);

  Time limit_;
  net::TlsContext context_;
  SSL* ssl_ = nullptr;
  int fd_ = -1;
};

class TimedOut : public std::exception {
 public:
  const char* what() const noexcept override { return "the server did not answer in time"; }
};

}  // namespace wardroom::client
