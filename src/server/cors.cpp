#include "server/cors.h"

#include <algorithm>

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
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto host = text.substr(scheme.size());
    return !host.empty() && std::ranges::all_of(host, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' ||
             c == ']';
    });
  }
  return false;
}

}  // namespace wardroom::server
