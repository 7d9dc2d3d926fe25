#include "crypto/totp.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "base/secret.h"

namespace wardroom::crypto {
namespace {

constexpr std::uint32_t modulus = 1'000'000;

using Sha1 = std::array<std::uint8_t, 20>;

Sha1 hmac_sha1(base::ByteView key, base::ByteView message) {
  Sha1 out{};
  unsigned size = out.size();
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), out.data(), &size)) {
    throw std::runtime_error("HMAC-SHA-1 failed");
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::string totp_code(base::ByteView secret, std::int64_t step) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * (counter.size() - 1 - i)));
  }
  const auto mac = hmac_sha1(secret, counter);
  const std::size_t at = mac.back() & 0x0fU;  // dynamic truncation, RFC 4226 section 5.3
  const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7fU) << 24U) |
                               (static_cast<std::uint32_t>(mac[at + 1]) << 16U) |
                               (static_cast<std::uint32_t>(mac[at + 2]) << 8U) | mac[at + 3];
  return fmt::format("{:06}", number % modulus);
}

std::optional<std::int64_t> totp_step_of(base::ByteView secret, std::string_view code, std::int64_t now,
                                         std::int64_t last) {
  const auto present = now / totp_step_seconds;
  std::optional<std::int64_t> found;
  for (const auto step : {present - 1, present, present + 1}) {
    const auto right = totp_code(secret, step);
    if (base::equal_secret(base::as_bytes(right), base::as_bytes(code)) && step > last) found = step;
  }
  return found;
}

std::string base32(base::ByteView bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const auto byte : bytes) {
    buffer = ((buffer << 8U) | byte) & 0xfffU;
    for (bits += 8; bits >= 5; bits -= 5) out.push_back(alphabet[(buffer >> (bits - 5)) & 0x1fU]);
  }
  if (bits > 0) out.push_back(alphabet[(buffer << (5 - bits)) & 0x1fU]);
  return out;
}

std::string totp_uri(std::string_view issuer, std::string_view account, base::ByteView secret) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}", percent_encoded(issuer), percent_encoded(account),
                     base32(secret));
}

}  // namespace wardroom::crypto
