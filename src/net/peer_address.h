// Addresses of peers: their text form, ranges of them, and whom a trusted proxy speaks for.
#pragma once
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace wardroom::net {

std::string address_text(const sockaddr_storage& address);  // an IPv4 address mapped into IPv6 is written as IPv4

// The part of an address that one person holds: an IPv4 address whole, of an IPv6 address its /64 ("2001:db8:0:1::").
std::string network_of(std::string_view address);

// "10.0.0.0/8", "fd00::/8" or a single address.
class AddressRange {
 public:
  static std::optional<AddressRange> parse(std::string_view text);
  bool contains(std::string_view address) const;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  int bits_ = 128;
};

class TrustedProxies {
 public:
  explicit TrustedProxies(const std::vector<std::string>& ranges);  // std::runtime_error names a bad one
  bool contains(std::string_view address) const;
  // The peer itself, unless it is trusted: then the last address of X-Forwarded-For that is not.
  std::string client_of(const std::string& peer, const Headers& headers) const;

 private:
  std::vector<AddressRange> ranges_;
};

}  // namespace wardroom::net
