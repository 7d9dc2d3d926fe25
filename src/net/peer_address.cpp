#include "net/peer_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ranges>
#include <span>
#include <stdexcept>

namespace wardroom::net {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// IPv6, or IPv4 mapped into it.
std::optional<std::array<std::uint8_t, 16>> address_bytes(std::string_view text) {
  std::array<std::uint8_t, 16> out{};
  const std::string address(text);
  if (inet_pton(AF_INET6, address.c_str(), out.data()) == 1) return out;
  std::ranges::copy(mapped_prefix, out.begin());
  if (inet_pton(AF_INET, address.c_str(), out.data() + mapped_prefix.size()) == 1) return out;
  return std::nullopt;
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

}  // namespace

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address.ss_family == AF_INET6) {
    const auto& bytes = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    const bool mapped = std::memcmp(&bytes, mapped_prefix.data(), mapped_prefix.size()) == 0;
    inet_ntop(mapped ? AF_INET : AF_INET6, mapped ? static_cast<const void*>(bytes.s6_addr + 12) : &bytes, text.data(),
              text.size());
  }
  return text.data();
}

std::string network_of(std::string_view address) {
  auto bytes = address_bytes(address);
  if (!bytes || std::ranges::equal(std::span(*bytes).first<12>(), mapped_prefix)) return std::string(address);
  std::ranges::fill(std::span(*bytes).last<8>(), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, bytes->data(), text.data(), text.size());
  return text.data();
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto bytes = address_bytes(text.substr(0, slash));
  if (!bytes) return std::nullopt;
  AddressRange out;
  out.bytes_ = *bytes;
  if (slash == std::string_view::npos) return out;
  const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const auto length = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), out.bits_);
  if (error != std::errc() || end != length.data() + length.size()) return std::nullopt;
  if (out.bits_ < 0 || out.bits_ > (v4 ? 32 : 128)) return std::nullopt;
  if (v4) out.bits_ += 96;
  return out;
}

bool AddressRange::contains(std::string_view address) const {
  const auto bytes = address_bytes(address);
  if (!bytes) return false;
  for (int bit = 0; bit < bits_; bit += 8) {
    const auto i = static_cast<std::size_t>(bit / 8);
    const auto mask = static_cast<std::uint8_t>(bits_ - bit >= 8 ? 0xff : 0xff << (8 - (bits_ - bit)));
    if (((bytes_[i] ^ (*bytes)[i]) & mask) != 0) return false;
  }
  return true;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& ranges) {
  for (const auto& text : ranges) {
    const auto range = AddressRange::parse(text);
    if (!range) throw std::runtime_error("\"" + text + "\" is not an address or a range like 10.0.0.0/8");
    ranges_.push_back(*range);
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  return std::ranges::any_of(ranges_, [&](const auto& range) { return range.contains(address); });
}

std::string TrustedProxies::client_of(const std::string& peer, const Headers& headers) const {
  if (ranges_.empty() || !contains(peer)) return peer;
  std::string client = peer;
  for (const auto& [name, value] : headers | std::views::reverse) {
    if (!equal_ignoring_case(name, "x-forwarded-for")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto comma = rest.rfind(',');
      const auto hop = trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
      if (!address_bytes(hop)) return client;  // beyond what a proxy of ours wrote
      client = hop;
      if (!contains(hop)) return client;
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
    }
  }
  return client;
}

}  // namespace wardroom::net
