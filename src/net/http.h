// What an application sees of HTTP: requests read whole within its limit, responses as values. Responses are sent with
// the security headers, Date and Content-Length added; a body is shared, never copied, so files can be served from
// memory. Header names compare without case.
#pragma once
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"

namespace wardroom::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target;  // as sent, origin form
  std::string path;    // percent-decoded, without query
  std::string query;   // not decoded, without '?'
  Headers headers;
  std::string body;
  std::string address;                                   // the peer, or whom a trusted proxy speaks for
  std::string_view header(std::string_view name) const;  // the first one, or empty
};

struct Response {
  int status = 200;
  Headers headers;
  std::string content_type;
  std::shared_ptr<const std::string> body;

  static Response json(int status, std::string text);
  static Response text(int status, std::string text);
  static Response problem(const base::Problem& problem, std::string_view request_id);
};

// Called exactly once, from any thread. Dropping it uncalled answers 500.
using Respond = std::move_only_function<void(Response)>;

bool equal_ignoring_case(std::string_view a, std::string_view b);
bool has_token(std::string_view list, std::string_view token);     // in a comma-separated header value
std::optional<std::string> percent_decode(std::string_view text);  // nullopt: malformed, NUL or control character
std::optional<std::string> query_value(std::string_view query, std::string_view name);  // decoded; '+' is a space
std::optional<std::string_view> cookie_value(const Request& request, std::string_view name);
std::string http_date(std::time_t at);  // IMF-fixdate, RFC 9110 section 5.6.7

}  // namespace wardroom::net
