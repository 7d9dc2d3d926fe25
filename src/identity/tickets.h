// WebSocket tickets: 32 random bytes that stand for a session once, for 30 seconds, from the address that asked. In
// memory only and bounded: past the cap the oldest is dropped. Any thread.
#pragma once
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/caller.h"
#include "base/clock.h"

namespace wardroom::identity {

class Tickets {
 public:
  static constexpr std::size_t max_tickets = 20'000;
  explicit Tickets(std::chrono::seconds ttl) : ttl_(ttl) {}

  std::string issue(const access::Credentials& credentials, std::string_view address, base::Timestamp now);
  // The session may have ended since: load() it before serving.
  std::optional<access::Credentials> redeem(std::string_view ticket, std::string_view address, base::Timestamp now);
  std::string issue(const access::Credentials& credentials, std::string_view address) {
    return issue(credentials, address, base::now());
  }
  std::optional<access::Credentials> redeem(std::string_view ticket, std::string_view address) {
    return redeem(ticket, address, base::now());
  }
  std::chrono::seconds ttl() const { return ttl_; }

 private:
  struct Issued {
    access::Credentials credentials;
    std::string address;
    base::Timestamp expires_at;
  };
  void drop_old(base::Timestamp now);

  std::chrono::seconds ttl_;
  std::mutex mutex_;
  std::unordered_map<std::string, Issued> by_hash_;            // by the ticket's SHA-256
  std::deque<std::pair<base::Timestamp, std::string>> order_;  // by expiry; may name redeemed ones
};

}  // namespace wardroom::identity
