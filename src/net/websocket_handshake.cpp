#include "net/websocket_handshake.h"

#include <openssl/evp.h>

#include <array>

#include "base/bytes.h"

namespace wardroom::net {

std::expected<void, HttpError> check_websocket_request(const Request& request) {
  if (request.method != "GET") {
    return std::unexpected(HttpError{405, "method_not_allowed", "A WebSocket is opened with GET."});
  }
  if (request.header("sec-websocket-version") != "13") {
    return std::unexpected(HttpError{426, "unknown_websocket_version", "Use WebSocket version 13."});
  }
  const auto key = base::from_base64(request.header("sec-websocket-key"));
  if (!key || key->size() != 16) {
    return std::unexpected(HttpError{400, "malformed_websocket_key", "Send a Sec-WebSocket-Key of 16 bytes."});
  }
  return {};
}

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<std::uint8_t, 20> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return base::to_base64(digest);
}

}  // namespace wardroom::net
