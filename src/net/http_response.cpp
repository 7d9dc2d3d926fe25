#include "net/http_response.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/problem.h"
#include "net/security_headers.h"

namespace wardroom::net {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    default:
      return status < 400 ? "Status" : base::status_title(status);
  }
}

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

// Framing and the connection are this room's business alone.
bool is_ours(std::string_view name) {
  static constexpr std::array ours{"connection", "content-length", "transfer-encoding", "date", "keep-alive"};
  return std::ranges::any_of(ours, [&](auto one) { return equal_ignoring_case(name, one); });
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string response_head(const Response& response, const ResponseContext& context) {
  std::string out;
  out.reserve(context.security_headers.size() + 512);
  const auto line = [&](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  line("Date", context.date);
  out.append(context.security_headers);
  if (!response.content_type.empty() && is_plain(response.content_type)) line("Content-Type", response.content_type);
  if (has_body(response.status)) line("Content-Length", std::to_string(response.body ? response.body->size() : 0));
  bool cache = false;
  bool connection = false;
  for (const auto& [name, value] : response.headers) {
    if (response.status == 101 && equal_ignoring_case(name, "connection")) {
      connection = true;
    } else if (is_ours(name) || is_security_header(name) || name.empty() || !is_plain(name) || !is_plain(value)) {
      continue;
    }
    cache = cache || equal_ignoring_case(name, "cache-control");
    line(name, value);
  }
  if (!cache && response.status != 101) line("Cache-Control", "no-store");
  if (!connection && !context.keep_alive) line("Connection", "close");
  return out.append("\r\n");
}

}  // namespace wardroom::net
