#include "net/listen_address.h"

#include <charconv>

namespace wardroom::net {

std::optional<ListenAddress> read_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  const auto digits = text.substr(colon + 1);
  ListenAddress out;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  auto address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  out.address = address == "localhost" ? "127.0.0.1" : std::string(address);
  return out;
}

}  // namespace wardroom::net
