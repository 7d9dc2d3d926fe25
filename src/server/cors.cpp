#include "server/cors.h"

#include <algorithm>
#include <regex>

namespace wardroom::server {

bool Cors::allows(std::string_view origin) const {
  return !origin.empty() && std::ranges::find(origins_, origin) != origins_.end();
}

void Cors::allow(std::string_view origin, net::Response& response) const {
  if (origins_.empty()) return;
  response.headers.emplace_back("Vary", "Origin");
  if (!allows(origin)) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", std::string(origin));
  response.headers.emplace_back("Access-Control-Expose-Headers",
                                "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id");
}

std::optional<net::Response> Cors::preflight(const net::Request& request) const {
  const auto origin = request.header("origin");
  const bool asks = request.method == "OPTIONS" && !request.header("access-control-request-method").empty();
  if (!asks || !allows(origin)) return std::nullopt;
  net::Response response;
  response.status = 204;
  allow(origin, response);
  response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
  response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
  return response;
}

bool is_origin(std::string_view text) {
  static const std::regex form(R"((https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?)");
  std::cmatch parts;
  if (text.size() > 300 || !std::regex_match(text.begin(), text.end(), parts, form)) return false;
  return parts[3] != (parts[1] == "https" ? ":443" : ":80");
}

}  // namespace wardroom::server
