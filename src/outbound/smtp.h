// Sends one letter by SMTP (RFC 5321, 5322), over libcurl: TLS 1.2 or newer with a verified certificate, by STARTTLS
// (RFC 3207) or from the start; clear text to this machine's loopback only. Any thread.
#pragma once
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace wardroom::outbound {

struct Letter {
  std::string to;       // an address
  std::string subject;  // one line
  std::string text;     // UTF-8, lines end with "\n"
};

// What kept a letter from being taken. It holds neither the address nor the text.
struct Undelivered : std::runtime_error {
  Undelivered(const std::string& why, bool for_good) : std::runtime_error(why), final(for_good) {}
  bool final;  // trying again does not help
};

class Smtp {
 public:
  struct Options {
    std::string url;   // smtp://HOST[:PORT] or smtps://HOST[:PORT]
    std::string from;  // an address
    std::optional<std::string> username;
    std::optional<std::string> password;
    std::optional<std::string> ca_file;  // PEM; empty: the system's
    std::chrono::milliseconds timeout{20'000};
  };
  explicit Smtp(Options options);  // throws std::invalid_argument, in words for an administrator

  void send(const Letter& letter) const;  // throws Undelivered

 private:
  Options options_;
  bool loopback_ = false;
};

}  // namespace wardroom::outbound
