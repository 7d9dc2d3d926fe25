#include "sso/github.h"

#include <boost/json/array.hpp>

#include <algorithm>

#include "base/json.h"
#include "sso/failure.h"
#include "sso/token.h"
#include "sso/wire.h"

namespace wardroom::sso {
namespace {

constexpr std::string_view cloud = "https://github.com";

std::string site_of(const SsoConfig& config) {
  auto out = config.issuer.value;
  while (out.ends_with('/')) out.pop_back();
  return out;
}

std::string api_of(const SsoConfig& config) {
  const auto site = site_of(config);
  return site == cloud ? "https://api.github.com" : site + "/api/v3";
}

// Fetches with the person's own access token.
class Api {
 public:
  Api(const SsoConfig& config, const Reach& reach, const std::string& token)
      : config_(config), reach_(reach), headers_{"Authorization: Bearer " + token, "User-Agent: Wardroom"} {}

  boost::json::value fetch(const std::string& path) const {
    const auto url = api_of(config_) + path;
    try {
      return base::parse_json(get(config_, url, reach_, headers_));
    } catch (const base::Problem&) {
      throw Failure(Failure::unreachable, url + " does not answer with JSON");
    }
  }

  boost::json::array list(const std::string& path) const {
    auto value = fetch(path);
    if (!value.is_array()) throw Failure(Failure::unreachable, path + " is no list");
    return std::move(value.get_array());
  }

 private:
  const SsoConfig& config_;
  const Reach& reach_;
  std::vector<std::string> headers_;
};

std::string token_from(const SsoConfig& config, const Attempt& attempt, const std::string& code, const Reach& reach) {
  const auto url = site_of(config) + "/login/oauth/access_token";
  Fields fields{{"client_id", config.client_id.value},
                {"code", code},
                {"redirect_uri", attempt.redirect_uri},
                {"code_verifier", attempt.verifier}};
  if (config.client_secret) fields.emplace_back("client_secret", config.client_secret->value);
  const auto answer = post(config, url, {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"},
                           form(fields), reach);
  const auto body = json_of(answer.body, url);
  auto token = text_claim(body, "access_token");
  // Refusals are answered 200 there, with an `error`.
  if (answer.status != 200 || token.empty()) {
    throw refused("GitHub refuses the code: " + text_claim(body, "error").substr(0, 100));
  }
  if (token.find_first_of("\r\n") != std::string::npos) throw refused("GitHub's access token is none");
  return token;
}

bool is_true(const boost::json::object& object, std::string_view name) {
  const auto* const found = object.if_contains(name);
  return found && *found == true;
}

std::string primary_address(const boost::json::array& addresses) {
  for (const auto& each : addresses) {
    const auto* const address = each.if_object();
    if (address && is_true(*address, "primary") && is_true(*address, "verified")) return text_claim(*address, "email");
  }
  return {};
}

boost::json::array organisations(const Api& api) {
  boost::json::array out;
  for (const auto& each : api.list("/user/orgs?per_page=100")) {
    const auto* const organisation = each.if_object();
    if (organisation) out.emplace_back(text_claim(*organisation, "login"));
  }
  return out;
}

}  // namespace

std::string Github::authorization_url(const SsoConfig& config, const Attempt& attempt) {
  const auto endpoint = site_of(config) + "/login/oauth/authorize";
  check_web_address(endpoint, reach_);
  std::string scope;
  for (const auto& each : scopes_of(config)) scope += (scope.empty() ? "" : " ") + each;
  return endpoint + "?" +
         form({{"client_id", config.client_id.value},
               {"redirect_uri", attempt.redirect_uri},
               {"scope", scope},
               {"state", attempt.state},
               {"code_challenge", challenge_of(attempt.verifier)},
               {"code_challenge_method", "S256"}});
}

boost::json::object Github::exchange(const SsoConfig& config, const Attempt& attempt, const Authorized& given,
                                     base::Timestamp /*now*/) {
  if (!given.issuer.empty()) throw refused("the code comes from another issuer (iss)");
  const Api api(config, reach_, token_from(config, attempt, given.code, reach_));
  const auto person = api.fetch("/user");
  const auto* const said = person.if_object();
  const auto* const number = said ? said->if_contains("id") : nullptr;
  if (!number || !number->is_int64()) throw refused("GitHub does not say who it is");
  boost::json::object out{{"sub", std::to_string(number->get_int64())},
                          {"preferred_username", text_claim(*said, "login")},
                          {"name", text_claim(*said, "name")}};
  const auto scopes = scopes_of(config);
  const auto has = [&](std::string_view scope) { return std::ranges::find(scopes, scope) != scopes.end(); };
  const auto address = has("user:email") ? primary_address(api.list("/user/emails")) : std::string();
  if (!address.empty()) {
    out["email"] = address;
    out["email_verified"] = true;
  }
  if (has("read:org")) out["orgs"] = organisations(api);
  return out;
}

}  // namespace wardroom::sso
