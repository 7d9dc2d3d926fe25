// The head of an HTTP/1.1 request (RFC 9112), strictly: whatever two servers could understand differently is refused.
// Beast reads the grammar; what a chat server will not take is decided here. Pure functions.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/server.h"

namespace wardroom::net {

struct HttpError {
  int status;
  std::string_view code;    // of the problem
  std::string_view detail;  // what to do
};

struct HttpHead {
  Request request;  // without body and address
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  bool wants_upgrade = false;  // to a WebSocket
};

// How long the head is that `in` begins with, including its empty line; 0: not all there yet. `scanned` remembers where
// to go on looking, starting at 0 for each head.
std::expected<std::size_t, HttpError> find_head(std::string_view in, std::size_t& scanned, const Limits& limits);
std::expected<HttpHead, HttpError> parse_head(std::string_view head, const Limits& limits);

}  // namespace wardroom::net
