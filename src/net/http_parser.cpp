#include "net/http_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <limits>

namespace wardroom::net {
namespace {

namespace http = boost::beast::http;
constexpr std::size_t max_fields = 100;

std::unexpected<HttpError> error(int status, std::string_view code, std::string_view detail) {
  return std::unexpected(HttpError{status, code, detail});
}

constexpr HttpError malformed{400, "malformed_request", "This is not a well-formed HTTP/1.1 request."};

// Origin form, or absolute form with its scheme and authority taken off (RFC 9112 section 3.2.2).
std::expected<void, HttpError> read_target(Request& request) {
  std::string_view target = request.target;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto path = target.find_first_of("/?");
    target.remove_prefix(path == std::string_view::npos ? target.size() : path);
    request.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
    target = request.target;
    break;
  }
  if (target == "*" && request.method == "OPTIONS") {
    request.path = "*";
    return {};
  }
  if (!target.starts_with('/')) return error(400, "malformed_target", "The request target must be a path.");
  const auto question = target.find('?');
  auto path = percent_decode(target.substr(0, question));
  if (!path) return error(400, "malformed_target", "The path has a malformed percent-encoding.");
  request.path = std::move(*path);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  return {};
}

struct Framing {
  int hosts = 0;
  int lengths = 0;
  bool transfer_encoding = false;
  bool upgrade_connection = false;
  bool upgrade_websocket = false;
  bool other_expectation = false;
};

bool read_field(HttpHead& head, Framing& seen, http::field name, std::string_view value) {
  switch (name) {
    case http::field::host:
      ++seen.hosts;
      break;
    case http::field::content_length: {
      ++seen.lengths;
      const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), head.content_length);
      return failed == std::errc() && end == value.data() + value.size();
    }
    case http::field::transfer_encoding:
      seen.transfer_encoding = true;
      break;
    case http::field::connection:
      seen.upgrade_connection = seen.upgrade_connection || has_token(value, "upgrade");
      break;
    case http::field::upgrade:
      seen.upgrade_websocket = seen.upgrade_websocket || has_token(value, "websocket");
      break;
    case http::field::expect:
      (equal_ignoring_case(value, "100-continue") ? head.expects_continue : seen.other_expectation) = true;
      break;
    default:
      break;
  }
  return true;
}

std::expected<void, HttpError> check_framing(const Framing& seen, unsigned version) {
  if (seen.lengths > 1 || (seen.transfer_encoding && seen.lengths > 0)) {
    return error(400, "ambiguous_length", "Send one Content-Length and no Transfer-Encoding.");
  }
  if (seen.transfer_encoding) {
    return error(411, "length_required", "Send the body with a Content-Length; chunked bodies are not taken.");
  }
  if (seen.hosts > 1 || (seen.hosts == 0 && version >= 11))
    return error(400, "malformed_host", "Send one Host header.");
  if (seen.other_expectation) return error(417, "unknown_expectation", "Only Expect: 100-continue is understood.");
  return {};
}

}  // namespace

std::expected<std::size_t, HttpError> find_head(std::string_view in, std::size_t& scanned, const Limits& limits) {
  const auto end = in.find("\r\n\r\n", scanned);
  const auto head = end == std::string_view::npos ? in : in.substr(0, end);
  if (head.substr(0, head.find('\r')).size() > limits.target_bytes + 64) {
    return error(414, "target_too_long", "The request target is too long.");
  }
  if (head.size() > limits.head_bytes) {
    return error(431, "head_too_large", "The request's header fields are too large.");
  }
  if (end != std::string_view::npos) return end + 4;
  scanned = in.size() < 3 ? 0 : in.size() - 3;
  return 0;
}

std::expected<HttpHead, HttpError> parse_head(std::string_view text, const Limits& limits) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(std::numeric_limits<std::uint32_t>::max());  // find_head() has limited it
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());    // the application is asked
  boost::system::error_code failed;
  const auto used = parser.put(boost::asio::buffer(text), failed);
  if (failed == http::error::bad_version) return error(505, "unknown_version", "Speak HTTP/1.1 here.");
  if (failed || used != text.size() || !parser.is_header_done()) return std::unexpected(malformed);

  const auto& message = parser.get();
  HttpHead out;
  out.request.method = std::string(message.method_string());
  out.request.target = std::string(message.target());
  if (message.version() != 11 && message.version() != 10) {
    return error(505, "unknown_version", "Speak HTTP/1.1 here.");
  }
  if (out.request.target.size() > limits.target_bytes) {
    return error(414, "target_too_long", "The request target is too long.");
  }
  Framing seen;
  for (const auto& field : message) {
    if (out.request.headers.size() == max_fields) {
      return error(431, "too_many_fields", "The request has too many header fields.");
    }
    const auto& [name, value] =
        out.request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    if (!read_field(out, seen, field.name(), value)) return std::unexpected(malformed);
  }
  if (auto checked = check_framing(seen, message.version()); !checked) return std::unexpected(checked.error());
  if (auto read = read_target(out.request); !read) return std::unexpected(read.error());
  out.keep_alive = message.keep_alive();
  out.wants_upgrade = seen.upgrade_connection && seen.upgrade_websocket && message.version() == 11;
  return out;
}

}  // namespace wardroom::net
