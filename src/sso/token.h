// Tokens that an identity provider signed (JWT in JWS compact form, RFC 7515), checked with its published keys (JWKS,
// RFC 7517) by OpenSSL. RS256, PS256 and ES256; everything else is refused before it is looked at, `none` and HS256
// among it. Throws Failure. Any thread.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace wardroom::sso {

inline constexpr std::size_t max_token = std::size_t{16} * 1024;

// Which key it says it was signed with.
std::optional<std::string> key_id(std::string_view token);
bool has_key(std::string_view jwks, const std::optional<std::string>& kid);
// Its claims. The signature holds; what they say is still to be checked.
boost::json::object verified_claims(std::string_view token, std::string_view jwks);

struct Expected {
  std::string issuer;
  std::string client_id;
  base::Timestamp now;
};
// iss, aud and azp, exp, iat, with two minutes' leave for clocks.
void check_common_claims(const boost::json::object& claims, const Expected& expected);

struct ExpectedIdToken : Expected {
  std::string nonce;
  std::string access_token;
};
// OpenID Connect Core 1.0, section 3.1.3.7: the above, nonce and at_hash.
void check_id_token(const boost::json::object& claims, const ExpectedIdToken& expected);
// OpenID Connect Back-Channel Logout 1.0, section 2.6.
void check_logout_token(const boost::json::object& claims, const Expected& expected);

std::string text_claim(const boost::json::object& claims, std::string_view name);  // empty without

}  // namespace wardroom::sso
