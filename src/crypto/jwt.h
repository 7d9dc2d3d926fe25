// Access tokens: JWT (RFC 7519) in the profile of RFC 9068, signed with EdDSA. The algorithm is fixed by this code and
// never read from the token; exactly our own header and our own members are accepted, in canonical form. Nothing of a
// token is parsed as JSON before its signature holds. Any thread.
#pragma once
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "crypto/sign.h"

namespace wardroom::crypto {

struct AccessClaims {
  std::string iss, aud, sub, tid, sid, jti;
  std::int64_t iat = 0, nbf = 0, exp = 0;  // seconds since 1970
  bool operator==(const AccessClaims&) const = default;
};

struct VerifyingKey {
  std::string kid;  // key_id(key)
  PublicKey key;
};

inline constexpr std::size_t max_access_token_size = 2048;

// The key's RFC 7638 thumbprint: its `kid`.
std::string key_id(const PublicKey& key);

std::string sign_access_token(const Signer& key, std::string_view kid, const AccessClaims& claims);

enum class TokenFault {
  refused,
  expired,  // it was good once, and nothing else is wrong with it
};

// Accepts while nbf <= now < exp.
std::expected<AccessClaims, TokenFault> verify_access_token(std::string_view token, std::span<const VerifyingKey> keys,
                                                            std::string_view iss, std::string_view aud,
                                                            std::int64_t now_seconds);

std::string jwks_json(std::span<const VerifyingKey> keys);  // RFC 7517: {"keys":[...]}

}  // namespace wardroom::crypto
