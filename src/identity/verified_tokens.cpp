#include "identity/verified_tokens.h"

#include <cstring>

namespace wardroom::identity {

std::size_t VerifiedTokens::FirstBytes::operator()(const crypto::Digest& digest) const {
  std::size_t out = 0;
  std::memcpy(&out, digest.data(), sizeof out);
  return out;
}

std::optional<access::Credentials> VerifiedTokens::find(const crypto::Digest& token, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  auto at = young_.find(token);
  if (at == young_.end() && (at = old_.find(token)) == old_.end()) return std::nullopt;
  const auto& verified = at->second;
  if (now < verified.not_before || now >= verified.expires) return std::nullopt;
  return verified.credentials;
}

void VerifiedTokens::remember(const crypto::Digest& token, const Verified& verified) {
  const std::lock_guard lock(mutex_);
  if (young_.size() >= generation_) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert_or_assign(token, verified);
}

}  // namespace wardroom::identity
