// Where a program listens, as people write it: ADDRESS:PORT, [::]:8443, localhost:8443.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wardroom::net {

struct ListenAddress {
  std::string address;  // without brackets; "localhost" is 127.0.0.1
  std::uint16_t port = 0;
};
std::optional<ListenAddress> read_listen_address(std::string_view text);

}  // namespace wardroom::net
