#include "sso/wire.h"

#include <curl/curl.h>

#include <memory>

#include "base/json.h"
#include "crypto/hash.h"
#include "sso/failure.h"

namespace wardroom::sso {
namespace {

struct FreeCurl {
  void operator()(char* text) const { curl_free(text); }
};

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

outbound::HttpsAnswer answered(std::expected<outbound::HttpsAnswer, outbound::Silence> answer) {
  if (!answer) throw Failure(Failure::unreachable, answer.error().why);
  return std::move(*answer);
}

}  // namespace

std::string escaped(std::string_view text) {
  const std::unique_ptr<char, FreeCurl> out(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  if (!out) throw std::bad_alloc();
  return out.get();
}

std::string form(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += std::string(name) + '=' + escaped(value);
  }
  return out;
}

boost::json::object json_of(std::string_view text, const std::string& url) {
  try {
    auto value = base::parse_json(text);
    if (auto* object = value.if_object()) return std::move(*object);
  } catch (const base::Problem&) {
  }
  throw Failure(Failure::unreachable, url + " does not answer with a JSON object");
}

std::string get(const SsoConfig& config, const std::string& url, const Reach& reach,
                const std::vector<std::string>& headers) {
  const auto [base, path] = outbound::split_url(url);
  std::vector<std::string> all{"Accept: application/json"};
  all.insert(all.end(), headers.begin(), headers.end());
  auto answer = answered(client_for(config, base, reach).get(path, all));
  if (answer.status != 200) {
    throw Failure(Failure::unreachable, url + " answers " + std::to_string(answer.status));
  }
  return std::move(answer.body);
}

outbound::HttpsAnswer post(const SsoConfig& config, const std::string& url, const std::vector<std::string>& headers,
                           const std::string& body, const Reach& reach) {
  const auto [base, path] = outbound::split_url(url);
  return answered(client_for(config, base, reach).post(path, headers, body));
}

void check_web_address(const std::string& url, const Reach& reach) {
  const bool fits = url.starts_with("https://") || (reach.private_addresses && url.starts_with("http://"));
  if (!fits) throw refused("the authorization endpoint is no https address");
}

std::string challenge_of(const std::string& verifier) {
  return base::to_base64url(crypto::sha256(std::string_view(verifier)));
}

}  // namespace wardroom::sso
