#include "outbound/public_address.h"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace wardroom::outbound {
namespace {

struct Network {
  std::uint32_t address;
  int bits;
};

constexpr std::array special_v4{
    Network{0x00000000, 8},  Network{0x0a000000, 8},  Network{0x64400000, 10}, Network{0x7f000000, 8},
    Network{0xa9fe0000, 16}, Network{0xac100000, 12}, Network{0xc0000000, 24}, Network{0xc0000200, 24},
    Network{0xc0586300, 24}, Network{0xc0a80000, 16}, Network{0xc6120000, 15}, Network{0xc6336400, 24},
    Network{0xcb007100, 24}, Network{0xe0000000, 4},  Network{0xf0000000, 4},
};

std::uint32_t v4_of(const sockaddr& address) {
  return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr);
}

bool is_public_v4(std::uint32_t address) {
  return std::ranges::none_of(
      special_v4, [&](const Network& network) { return (address ^ network.address) >> (32 - network.bits) == 0; });
}

// Global unicast is 2000::/3; out of it go 2001::/23 (Teredo and other protocols), documentation and 6to4.
bool is_public_v6(const in6_addr& address) {
  const auto* const b = address.s6_addr;
  if ((b[0] & 0xe0) != 0x20) return false;
  if (b[0] == 0x20 && b[1] == 0x01 && b[2] < 2) return false;
  if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8) return false;
  if (b[0] == 0x3f && b[1] == 0xff && b[2] < 0x10) return false;
  return b[0] != 0x20 || b[1] != 0x02;
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) return is_public_v4(v4_of(address));
  if (address.sa_family == AF_INET6) return is_public_v6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  return false;
}

bool is_loopback_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) return v4_of(address) >> 24 == 127;
  if (address.sa_family != AF_INET6) return false;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
}

}  // namespace wardroom::outbound
