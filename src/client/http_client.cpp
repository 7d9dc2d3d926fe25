#include "client/http_client.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <stdexcept>

namespace wardroom::client {
namespace {

namespace http = boost::beast::http;
constexpr std::uint64_t max_body = 64 * 1024 * 1024;

HttpAnswer to_answer(http::response<http::string_body>&& message) {
  HttpAnswer out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  out.body = std::move(message.body());
  return out;
}

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (net::equal_ignoring_case(key, name)) return value;
  }
  return {};
}

HttpAnswer HttpClient::request(std::string_view method, std::string_view target, std::string_view body,
                               const net::Headers& headers) {
  std::string message;
  message.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(server_.authority());
  for (const auto& [name, value] : headers) message.append("\r\n").append(name).append(": ").append(value);
  if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    message.append("\r\nContent-Length: ").append(std::to_string(body.size()));
  }
  message.append("\r\n\r\n").append(body);

  const bool kept = stream_.has_value();
  if (!kept) stream_.emplace(server_, limit_);
  auto answer = try_request(message, method == "HEAD");
  if (!answer && kept) {
    stream_.emplace(server_, limit_);
    answer = try_request(message, method == "HEAD");
  }
  if (!answer) throw std::runtime_error("the server ended the connection without an answer");
  return std::move(*answer);
}

// nullopt: the connection ended before any of an answer came.
std::optional<HttpAnswer> HttpClient::try_request(const std::string& message, bool head_only) {
  http::response_parser<http::string_body> parser;
  parser.body_limit(max_body);
  parser.eager(true);
  parser.skip(head_only);
  std::string in;
  bool any = false;
  try {
    stream_->write(message);
  } catch (const std::runtime_error&) {
    // The server may have answered and ended before it read everything: look for that answer.
  }
  try {
    std::array<char, 16 * 1024> part{};
    while (!parser.is_done()) {
      const auto n = stream_->read(part);
      boost::system::error_code error;
      if (n == 0) {
        if (!any) {
          stream_.reset();
          return std::nullopt;
        }
        parser.put_eof(error);
        if (error) throw std::runtime_error("the server's answer was cut short");
        break;
      }
      any = true;
      in.append(part.data(), n);
      while (!in.empty() && !parser.is_done()) {
        const auto used = parser.put(boost::asio::buffer(in), error);
        in.erase(0, used);
        if (error == http::error::need_more) break;
        if (error) throw std::runtime_error("the server's answer is malformed: " + error.message());
      }
      if (parser.is_header_done() && parser.get().result_int() == 100) {
        throw std::runtime_error("the server sent an interim answer that was not asked for");
      }
    }
  } catch (...) {
    stream_.reset();
    throw;
  }
  if (!parser.keep_alive()) stream_.reset();
  return to_answer(parser.release());
}

}  // namespace wardroom::client
