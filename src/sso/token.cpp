#include "sso/token.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <memory>

#include "base/bytes.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "sso/failure.h"
#include "sso/jwk.h"

namespace wardroom::sso {
namespace {

constexpr std::int64_t leave_for_clocks = 120;  // s
constexpr std::int64_t logout_life = 600;       // s; an older logout token may have been used and forgotten
constexpr std::array<std::string_view, 3> algorithms{"RS256", "PS256", "ES256"};
constexpr std::size_t max_keys = 50;

boost::json::object object_of(std::string_view json, const char* what) {
  try {
    auto value = base::parse_json(json);
    if (auto* object = value.if_object()) return std::move(*object);
  } catch (const base::Problem&) {
  }
  throw refused(std::string(what) + " is no JSON object");
}

base::Bytes part_of(std::string_view token, std::size_t index) {
  if (token.size() > max_token) throw refused("the token is too long");
  if (std::ranges::count(token, '.') != 2) throw refused("the token does not have three parts");
  for (; index > 0; --index) token.remove_prefix(token.find('.') + 1);
  auto bytes = base::from_base64url(token.substr(0, token.find('.')));
  if (!bytes) throw refused("the token is not base64url");
  return std::move(*bytes);
}

boost::json::object object_at(std::string_view token, std::size_t index) {
  return object_of(base::as_text(part_of(token, index)), "a part of the token");
}

boost::json::object checked_header(std::string_view token) {
  auto header = object_at(token, 0);
  const auto algorithm = text_claim(header, "alg");
  if (std::ranges::find(algorithms, algorithm) == algorithms.end()) {
    throw refused("the token's algorithm is not RS256, PS256 or ES256: " + algorithm.substr(0, 20));
  }
  if (header.contains("crit")) throw refused("the token wants something unknown (crit)");
  return header;
}

std::vector<boost::json::object> keys_of(std::string_view jwks) {
  auto set = object_of(jwks, "the key set");
  const auto* keys = set.if_contains("keys");
  const auto* list = keys ? keys->if_array() : nullptr;
  if (!list || list->size() > max_keys) throw refused("the key set has no list of at most 50 keys");
  std::vector<boost::json::object> out;
  for (const auto& key : *list) {
    if (const auto* object = key.if_object()) out.push_back(*object);
  }
  return out;
}

// For signatures of this algorithm, and of the id that the token names.
bool fits(const boost::json::object& key, const std::string& algorithm, const std::optional<std::string>& kid) {
  const auto use = text_claim(key, "use");
  const auto own = text_claim(key, "alg");
  if (!use.empty() && use != "sig") return false;
  if (!own.empty() && own != algorithm) return false;
  return !kid || text_claim(key, "kid") == *kid;
}

std::optional<std::int64_t> number_claim(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  if (const auto* real = value->if_double()) return static_cast<std::int64_t>(*real);
  return value->is_int64() ? value->get_int64() : static_cast<std::int64_t>(value->get_uint64());
}

bool names(const boost::json::value* audience, const std::string& client) {
  if (!audience) return false;
  if (const auto* one = audience->if_string()) return *one == client;
  const auto* many = audience->if_array();
  return many && std::ranges::any_of(*many, [&](const auto& each) {
           const auto* text = each.if_string();
           return text && *text == client;
         });
}

std::size_t audience_count(const boost::json::value* audience) {
  const auto* many = audience ? audience->if_array() : nullptr;
  return many ? many->size() : 1;
}

std::string half_hash(const std::string& text) {
  const auto digest = crypto::sha256(std::string_view(text));
  return base::to_base64url(base::ByteView(digest).first(digest.size() / 2));
}

}  // namespace

std::string text_claim(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::optional<std::string> key_id(std::string_view token) {
  const auto header = checked_header(token);
  auto kid = text_claim(header, "kid");
  return kid.empty() ? std::nullopt : std::optional(std::move(kid));
}

bool has_key(std::string_view jwks, const std::optional<std::string>& kid) {
  const auto keys = keys_of(jwks);
  return std::ranges::any_of(keys, [&](const auto& key) { return !kid || text_claim(key, "kid") == *kid; });
}

boost::json::object verified_claims(std::string_view token, std::string_view jwks) {
  const auto algorithm = text_claim(checked_header(token), "alg");
  const auto kid = key_id(token);
  const auto signature = part_of(token, 2);
  const auto signed_text = token.substr(0, token.rfind('.'));
  for (const auto& key : keys_of(jwks)) {
    if (fits(key, algorithm, kid) && verifies(key, algorithm, signed_text, signature)) return object_at(token, 1);
  }
  throw refused("the token is signed by none of the provider's keys");
}

void check_common_claims(const boost::json::object& claims, const Expected& expected) {
  if (text_claim(claims, "iss") != expected.issuer) throw refused("the token is of another issuer");
  const auto* audience = claims.if_contains("aud");
  if (!names(audience, expected.client_id)) throw refused("the token is for somebody else (aud)");
  const auto party = text_claim(claims, "azp");
  if (!party.empty() && party != expected.client_id) throw refused("the token is for somebody else (azp)");
  if (audience_count(audience) > 1 && party.empty()) throw refused("the token is for several and says not for whom");
  const auto now = expected.now.ms / 1000;
  const auto ends = number_claim(claims, "exp");
  if (!ends || *ends + leave_for_clocks <= now) throw refused("the token has expired");
  const auto issued = number_claim(claims, "iat");
  if (!issued || *issued - leave_for_clocks > now) throw refused("the token is of the future");
}

void check_id_token(const boost::json::object& claims, const ExpectedIdToken& expected) {
  check_common_claims(claims, expected);
  if (text_claim(claims, "nonce") != expected.nonce) throw refused("the token answers another request (nonce)");
  if (claims.contains("at_hash") && text_claim(claims, "at_hash") != half_hash(expected.access_token)) {
    throw refused("the token belongs to another access token (at_hash)");
  }
  const auto subject = text_claim(claims, "sub");
  if (subject.empty() || subject.size() > 255) throw refused("the token names nobody (sub)");
}

void check_logout_token(const boost::json::object& claims, const Expected& expected) {
  constexpr std::string_view event = "http://schemas.openid.net/event/backchannel-logout";
  check_common_claims(claims, expected);
  const auto* events = claims.if_contains("events");
  if (!events || !events->is_object() || !events->get_object().contains(event)) {
    throw refused("the token is not for logging out");
  }
  if (number_claim(claims, "iat").value_or(0) + logout_life <= expected.now.ms / 1000) {
    throw refused("the token is older than ten minutes");
  }
  if (claims.contains("nonce")) throw refused("the token is an ID token, not one for logging out");
  if (text_claim(claims, "jti").empty()) throw refused("the token has no id (jti)");
  if (text_claim(claims, "sub").empty() && text_claim(claims, "sid").empty()) {
    throw refused("the token names neither person nor session");
  }
}

}  // namespace wardroom::sso
