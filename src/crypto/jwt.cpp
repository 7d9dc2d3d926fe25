#include "crypto/jwt.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "crypto/canonical_json.h"
#include "crypto/hash.h"

namespace wardroom::crypto {
namespace {

namespace json = boost::json;
constexpr std::size_t member_count = 9;

constexpr auto refused = std::unexpected(Refused::refused);

bool is_kid(std::string_view kid) {
  const auto is_base64url = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !kid.empty() && kid.size() <= 64 && std::ranges::all_of(kid, is_base64url);
}

// The only header there is.
std::string header_for(std::string_view kid) {
  return std::string(R"({"alg":"EdDSA","kid":")").append(kid).append(R"(","typ":"at+jwt"})");
}

std::expected<AccessClaims, Refused> read_claims(std::string_view payload) {
  const auto value = parse_canonical_json(payload);
  if (!value) return refused;
  const auto* const object = value->if_object();
  if (!object || object->size() != member_count) return refused;
  AccessClaims claims;
  const auto text = [&](std::string_view name, std::string& out) {
    const auto* const member = object->if_contains(name);
    if (!member || !member->is_string() || member->get_string().empty()) return false;
    out = std::string_view(member->get_string());
    return true;
  };
  const auto seconds = [&](std::string_view name, std::int64_t& out) {
    const auto* const member = object->if_contains(name);
    if (!member || !member->is_int64() || member->get_int64() < 0) return false;
    out = member->get_int64();
    return true;
  };
  const bool whole = text("iss", claims.iss) && text("aud", claims.aud) && text("sub", claims.sub) &&
                     text("tid", claims.tid) && text("sid", claims.sid) && text("jti", claims.jti) &&
                     seconds("iat", claims.iat) && seconds("nbf", claims.nbf) && seconds("exp", claims.exp);
  if (!whole) return refused;
  return claims;
}

}  // namespace

std::string key_id(const PublicKey& key) {
  return base::to_base64url(sha256(R"({"crv":"Ed25519","kty":"OKP","x":")" + base::to_base64url(key) + R"("})"));
}

std::string sign_access_token(const Signer& key, std::string_view kid, const AccessClaims& claims) {
  if (!is_kid(kid)) throw std::invalid_argument("a key id is 1 to 64 characters of base64url");
  const json::object payload{{"iss", claims.iss}, {"aud", claims.aud}, {"sub", claims.sub},
                             {"tid", claims.tid}, {"sid", claims.sid}, {"jti", claims.jti},
                             {"iat", claims.iat}, {"nbf", claims.nbf}, {"exp", claims.exp}};
  auto token = base::to_base64url(base::as_bytes(header_for(kid)));
  token.append(".").append(base::to_base64url(base::as_bytes(canonical_json(payload))));
  const auto signature = key.sign(base::as_bytes(token));
  token.append(".").append(base::to_base64url(signature));
  if (token.size() > max_access_token_size) throw std::length_error("the access token is too long");
  return token;
}

std::expected<AccessClaims, TokenFault> verify_access_token(std::string_view token, std::span<const VerifyingKey> keys,
                                                            std::string_view iss, std::string_view aud,
                                                            std::int64_t now_seconds) {
  constexpr auto forged = std::unexpected(TokenFault::refused);
  if (token.size() > max_access_token_size) return forged;
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return forged;
  const auto header = base::from_base64url(token.substr(0, first));
  const auto payload = base::from_base64url(token.substr(first + 1, last - first - 1));
  const auto signature = base::from_base64url(token.substr(last + 1));
  if (!header || !payload || !signature) return forged;

  const auto key = std::ranges::find_if(
      keys, [&](const VerifyingKey& k) { return is_kid(k.kid) && base::as_text(*header) == header_for(k.kid); });
  if (key == keys.end() || !verify(key->key, base::as_bytes(token.substr(0, last)), *signature)) return forged;

  auto claims = read_claims(base::as_text(*payload));
  if (!claims || claims->iss != iss || claims->aud != aud) return forged;
  if (claims->nbf > now_seconds || claims->iat > claims->exp) return forged;
  if (now_seconds >= claims->exp) return std::unexpected(TokenFault::expired);
  return std::move(*claims);
}

std::string jwks_json(std::span<const VerifyingKey> keys) {
  json::array list;
  for (const auto& key : keys) {
    list.push_back(json::object{{"alg", "EdDSA"},
                                {"crv", "Ed25519"},
                                {"kid", key.kid},
                                {"kty", "OKP"},
                                {"use", "sig"},
                                {"x", base::to_base64url(key.key)}});
  }
  return canonical_json(json::object{{"keys", std::move(list)}});
}

}  // namespace wardroom::crypto
