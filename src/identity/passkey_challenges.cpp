#include "identity/passkey_challenges.h"

#include <optional>

#include "base/secret.h"
#include "crypto/hash.h"
#include "crypto/random.h"

namespace wardroom::identity {
namespace {

// ends at, ms (8) | random (16) | HMAC-SHA256 of both and the purpose (32)
constexpr std::size_t random_size = 16;
constexpr std::size_t head_size = 8 + random_size;
constexpr std::size_t whole_size = head_size + sizeof(crypto::Digest);

base::Bytes big_endian(std::int64_t value) {
  base::Bytes out;
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
  return out;
}

base::Timestamp end_of(base::ByteView challenge) {
  std::int64_t ms = 0;
  for (const auto byte : challenge.first(8)) ms = ms << 8 | byte;
  return base::Timestamp{ms};
}

}  // namespace

std::string PasskeyChallenges::issue(std::string_view purpose, base::Timestamp now) const {
  auto challenge = big_endian((now + ttl_).ms);
  base::append(challenge, crypto::random_bytes(random_size));
  base::append(challenge, crypto::hmac_sha256(key_, {challenge, base::as_bytes(purpose)}));
  return base::to_base64url(challenge);
}

bool PasskeyChallenges::is_good(std::string_view challenge, std::string_view purpose, base::Timestamp now) const {
  const auto bytes = base::from_base64url(challenge);
  if (!bytes || bytes->size() != whole_size) return false;
  const base::ByteView whole(*bytes);
  const auto head = whole.first(head_size);
  const auto mac = crypto::hmac_sha256(key_, {head, base::as_bytes(purpose)});
  return base::equal_secret(whole.subspan(head_size), mac) && now < end_of(head);
}

bool PasskeyChallenges::spend(std::string_view challenge, base::Timestamp now) {
  const auto bytes = base::from_base64url(challenge);
  if (!bytes || bytes->size() != whole_size) return false;
  const std::lock_guard lock(mutex_);
  std::erase_if(spent_, [now](const auto& entry) { return entry.second <= now; });
  return spent_.emplace(challenge, end_of(*bytes)).second;
}

}  // namespace wardroom::identity
