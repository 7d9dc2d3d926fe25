#include "sso/oidc.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/json.h"
#include "crypto/hash.h"
#include "outbound/https.h"
#include "sso/failure.h"
#include "sso/token.h"
#include "sso/usernames.h"

namespace wardroom::sso {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kept = std::chrono::hours(1);
constexpr auto between_unknown_keys = std::chrono::seconds(5);
constexpr std::size_t max_known = 1000;

struct FreeCurl {
  void operator()(char* text) const { curl_free(text); }
};

std::string escaped(std::string_view text) {
  const std::unique_ptr<char, FreeCurl> out(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  if (!out) throw std::bad_alloc();
  return out.get();
}

using Fields = std::vector<std::pair<std::string_view, std::string>>;
std::string form(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += std::string(name) + '=' + escaped(value);
  }
  return out;
}

// "https://host:port" and "/path?query".
std::pair<std::string, std::string> split(const std::string& url) {
  const auto scheme = url.find("://");
  const auto path = scheme == std::string::npos ? scheme : url.find_first_of("/?", scheme + 3);
  if (path == std::string::npos) return {url, "/"};
  return {url.substr(0, path), url.substr(path)};
}

outbound::Https client_for(const SsoConfig& config, const std::string& base, const Reach& reach) {
  outbound::Https::Options options;
  if (config.ca) options.ca = config.ca->value;
  options.reach = reach.private_addresses ? outbound::Reach::anywhere : outbound::Reach::public_addresses;
  options.timeout = std::chrono::seconds(5);
  try {
    return {base, options};
  } catch (const outbound::BadUrl& fault) {
    throw refused(base + ": " + fault.what());
  }
}

boost::json::object json_of(std::string_view text, const std::string& url) {
  try {
    auto value = base::parse_json(text);
    if (auto* object = value.if_object()) return std::move(*object);
  } catch (const base::Problem&) {
  }
  throw Failure(Failure::unreachable, url + " does not answer with a JSON object");
}

outbound::HttpsAnswer answered(std::expected<outbound::HttpsAnswer, outbound::Silence> answer) {
  if (!answer) throw Failure(Failure::unreachable, answer.error().why);
  return std::move(*answer);
}

std::string get(const SsoConfig& config, const std::string& url, const Reach& reach) {
  const auto [base, path] = split(url);
  auto answer = answered(client_for(config, base, reach).get(path, {"Accept: application/json"}));
  if (answer.status != 200) {
    throw Failure(Failure::unreachable, url + " answers " + std::to_string(answer.status));
  }
  return std::move(answer.body);
}

std::string required(const boost::json::object& document, std::string_view name) {
  auto value = text_claim(document, name);
  if (value.empty()) throw refused("the discovery document has no " + std::string(name));
  return value;
}

bool lists(const boost::json::object& document, std::string_view name, std::string_view wanted) {
  const auto texts = texts_of(document, name);
  return std::ranges::find(texts, wanted) != texts.end();
}

// The browser is sent there: in clear text within one's own network at most.
void check_web_address(const std::string& url, const Reach& reach) {
  const bool fits = url.starts_with("https://") || (reach.private_addresses && url.starts_with("http://"));
  if (!fits) throw refused("the authorization endpoint is no https address");
}

std::string cache_key(const SsoConfig& config) {
  return config.issuer.value + "\n" + (config.ca ? config.ca->value : std::string());
}

std::string challenge_of(const std::string& verifier) {
  return base::to_base64url(crypto::sha256(std::string_view(verifier)));
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
  const auto [base, path] = split(found.token_endpoint);
  const auto answer = answered(client_for(config, base, reach_).post(path, headers, form(fields)));
  const auto body = json_of(answer.body, found.token_endpoint);
  if (answer.status != 200) {
    throw refused("the provider refuses the code: " + text_claim(body, "error").substr(0, 100));
  }
  const auto claims = claims_of(config, text_claim(body, "id_token"));
  check_id_token(claims,
                 {{config.issuer.value, config.client_id.value, now}, attempt.nonce, text_claim(body, "access_token")});
  return claims;
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
