// The opening handshake of RFC 6455 section 4.
#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "net/http_parser.h"

namespace wardroom::net {

std::expected<void, HttpError> check_websocket_request(const Request& request);
std::string websocket_accept(std::string_view key);  // Sec-WebSocket-Accept for a Sec-WebSocket-Key

}  // namespace wardroom::net
