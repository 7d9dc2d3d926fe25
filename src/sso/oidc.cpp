#include "sso/oidc.h"

#include <algorithm>

#include "base/json.h"
#include "crypto/hash.h"
#include "sso/failure.h"
#include "sso/token.h"
#include "sso/usernames.h"
#include "sso/wire.h"

namespace wardroom::sso {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kept = std::chrono::hours(1);
constexpr auto between_unknown_keys = std::chrono::seconds(5);
constexpr std::size_t max_known = 1000;

std::string required(const boost::json::object& document, std::string_view name) {
  auto value = text_claim(document, name);
  if (value.empty()) throw refused("the discovery document has no " + std::string(name));
  return value;
}

bool lists(const boost::json::object& document, std::string_view name, std::string_view wanted) {
  const auto texts = texts_of(document, name);
  return std::ranges::find(texts, wanted) != texts.end();
}

std::string cache_key(const SsoConfig& config) {
  return config.issuer.value + "\n" + (config.ca ? config.ca->value : std::string());
}

}  // namespace

Discovered Oidc::discover(const SsoConfig& config) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = known_.find(cache_key(config));
    if (at != known_.end() && Clock::now() < at->second.document_at + kept) return at->second.document;
  }
  auto issuer = config.issuer.value;
  while (issuer.ends_with('/')) issuer.pop_back();
  const auto url = issuer + "/.well-known/openid-configuration";
  const auto document = json_of(get(config, url, reach_), url);
  if (text_claim(document, "issuer") != config.issuer.value) {
    throw refused("the discovery document names another issuer: " + text_claim(document, "issuer").substr(0, 200));
  }
  constexpr std::string_view methods = "token_endpoint_auth_methods_supported";
  const auto* names_itself = document.if_contains("authorization_response_iss_parameter_supported");
  Discovered out{required(document, "authorization_endpoint"),
                 required(document, "token_endpoint"),
                 required(document, "jwks_uri"),
                 text_claim(document, "end_session_endpoint"),
                 names_itself && *names_itself == true,
                 lists(document, methods, "client_secret_post") && !lists(document, methods, "client_secret_basic")};
  const std::lock_guard lock(mutex_);
  if (known_.size() >= max_known) known_.clear();
  known_[cache_key(config)] = {out, {}, Clock::now(), {}};
  return out;
}

std::string Oidc::authorization_url(const SsoConfig& config, const Attempt& attempt) {
  const auto endpoint = discover(config).authorization_endpoint;
  check_web_address(endpoint, reach_);
  std::string scope = "openid";
  for (const auto& each : scopes_of(config)) scope += " " + each;
  const auto query = form({{"response_type", "code"},
                           {"client_id", config.client_id.value},
                           {"redirect_uri", attempt.redirect_uri},
                           {"scope", scope},
                           {"state", attempt.state},
                           {"nonce", attempt.nonce},
                           {"code_challenge", challenge_of(attempt.verifier)},
                           {"code_challenge_method", "S256"}});
  return endpoint + (endpoint.find('?') == std::string::npos ? '?' : '&') + query;
}

boost::json::object Oidc::exchange(const SsoConfig& config, const Attempt& attempt, const Authorized& given,
                                   base::Timestamp now) {
  const auto found = discover(config);
  const bool must_say = found.names_itself || !given.issuer.empty();
  if (must_say && given.issuer != config.issuer.value) throw refused("the code comes from another issuer (iss)");
  Fields fields{{"grant_type", "authorization_code"},
                {"code", given.code},
                {"redirect_uri", attempt.redirect_uri},
                {"code_verifier", attempt.verifier}};
  std::vector<std::string> headers{"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"};
  if (config.client_secret && !found.secret_in_form) {
    // RFC 6749, section 2.3.1: both parts form-encoded first.
    const auto credentials = escaped(config.client_id.value) + ":" + escaped(config.client_secret->value);
    headers.push_back("Authorization: Basic " + base::to_base64(base::as_bytes(credentials)));
  } else {
    fields.emplace_back("client_id", config.client_id.value);
    if (config.client_secret) fields.emplace_back("client_secret", config.client_secret->value);
  }
  const auto answer = post(config, found.token_endpoint, headers, form(fields), reach_);
  const auto body = json_of(answer.body, found.token_endpoint);
  if (answer.status != 200) {
    throw refused("the provider refuses the code: " + text_claim(body, "error").substr(0, 100));
  }
  const auto claims = claims_of(config, text_claim(body, "id_token"));
  check_id_token(claims,
                 {{config.issuer.value, config.client_id.value, now}, attempt.nonce, text_claim(body, "access_token")});
  return claims;
}

std::string Oidc::end_session_url(const SsoConfig& config, const std::string& back_to) {
  const auto endpoint = discover(config).end_session_endpoint;
  if (endpoint.empty()) return {};
  check_web_address(endpoint, reach_);
  const auto query = form({{"client_id", config.client_id.value}, {"post_logout_redirect_uri", back_to}});
  return endpoint + (endpoint.find('?') == std::string::npos ? '?' : '&') + query;
}

boost::json::object Oidc::logout_claims(const SsoConfig& config, const std::string& token, base::Timestamp now) {
  auto claims = claims_of(config, token);
  check_logout_token(claims, {config.issuer.value, config.client_id.value, now});
  return claims;
}

std::string Oidc::keys(const SsoConfig& config, const std::string& uri, Clock::duration no_older) {
  {
    const std::lock_guard lock(mutex_);
    const auto& known = known_[cache_key(config)];
    if (!known.keys.empty() && Clock::now() < known.keys_at + no_older) return known.keys;
  }
  auto fetched = get(config, uri, reach_);
  const std::lock_guard lock(mutex_);
  auto& known = known_[cache_key(config)];
  known.keys = fetched;
  known.keys_at = Clock::now();
  return fetched;
}

boost::json::object Oidc::claims_of(const SsoConfig& config, const std::string& token) {
  const auto kid = key_id(token);
  const auto uri = discover(config).jwks_uri;
  auto set = keys(config, uri, kept);
  if (!kid || !has_key(set, kid)) set = keys(config, uri, between_unknown_keys);
  return verified_claims(token, set);
}

}  // namespace wardroom::sso
