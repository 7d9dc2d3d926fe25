// A stream of bytes to a service that only takes, over libcurl: TLS 1.2 or newer with a verified certificate, and one
// of our own if the service asks for it. Clear text is spoken with this machine's loopback only. Connects when there is
// something to send, and again after a fault. One thread at a time.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace wardroom::outbound {

// What kept bytes from being sent: how many of them were is not known.
struct Unsent : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class TlsStream {
 public:
  struct Options {
    std::string url;                         // tls://HOST:PORT, or tcp://HOST:PORT to loopback
    std::optional<std::string> ca_file;      // PEM; empty: the system's
    std::optional<std::string> certificate;  // PEM, with private_key
    std::optional<std::string> private_key;
    std::chrono::milliseconds timeout{10'000};
  };
  explicit TlsStream(Options options);  // throws std::invalid_argument, in words for an administrator
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  void send(std::string_view bytes);  // throws Unsent; the next call connects anew

 private:
  struct Connection;
  std::unique_ptr<Connection> connect() const;

  Options options_;
  std::string curl_url_;  // the same, as libcurl takes it
  std::unique_ptr<Connection> connection_;
};

}  // namespace wardroom::outbound
