#include "client/websocket_client.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/bytes.h"
#include "crypto/random.h"
#include "net/websocket_handshake.h"

namespace wardroom::client {
namespace {

namespace http = boost::beast::http;
constexpr std::size_t max_message = 4 * 1024 * 1024;

}  // namespace

WebSocketClient::WebSocketClient(const ServerAddress& server, std::string_view target, const net::Headers& headers,
                                 Time limit)
    : stream_(server, limit), decoder_(net::FrameDecoder::Role::client, max_message) {
  shake_hands(server, target, headers);
}

void WebSocketClient::shake_hands(const ServerAddress& server, std::string_view target, const net::Headers& headers) {
  const auto key = base::to_base64(crypto::random_bytes(16));
  std::string message = "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + server.authority() +
                        "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: " +
                        key;
  for (const auto& [name, value] : headers) message.append("\r\n").append(name).append(": ").append(value);
  stream_.write(message.append("\r\n\r\n"));

  http::response_parser<http::string_body> parser;
  parser.eager(true);
  std::string in;
  std::array<char, 16 * 1024> part{};
  while (!parser.is_done()) {
    const auto n = stream_.read(part);
    if (n == 0) throw std::runtime_error("the server ended the connection during the WebSocket handshake");
    in.append(part.data(), n);
    while (!in.empty() && !parser.is_done()) {
      boost::system::error_code error;
      const auto used = parser.put(boost::asio::buffer(in), error);
      in.erase(0, used);
      if (error == http::error::need_more) break;
      if (error) throw std::runtime_error("the server's answer is malformed: " + error.message());
    }
  }
  const auto& answer = parser.get();
  if (answer.result_int() != 101) {
    HttpAnswer refusal{static_cast<int>(answer.result_int()), {}, answer.body()};
    for (const auto& field : answer) {
      refusal.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    throw UpgradeRefused(std::move(refusal));
  }
  if (std::string_view(answer["Sec-WebSocket-Accept"]) != net::websocket_accept(key)) {
    throw std::runtime_error("the server's WebSocket handshake does not answer ours");
  }
  if (!in.empty() && !decoder_.feed(in, *this)) throw std::runtime_error("the server sent a malformed frame");
}

void WebSocketClient::send_frame(net::Opcode opcode, std::string_view payload) {
  std::array<std::uint8_t, 4> mask{};
  if (RAND_bytes(mask.data(), mask.size()) != 1) throw std::runtime_error("no randomness");
  stream_.write(net::encode_frame(opcode, payload, &mask));
}

void WebSocketClient::send(std::string_view text) { send_frame(net::Opcode::text, text); }

std::optional<std::string> WebSocketClient::receive(Time limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (messages_.empty() && !closed_) {
    const auto left = std::chrono::duration_cast<Time>(until - std::chrono::steady_clock::now());
    std::array<char, 16 * 1024> part{};
    try {
      const auto n = stream_.read(part, std::max(left, Time(0)));
      if (n == 0) {
        closed_ = Closed{1006, {}};
      } else if (const auto fed = decoder_.feed(std::span(part).first(n), *this); !fed) {
        throw std::runtime_error("the server sent a malformed frame: " + std::string(fed.error().reason));
      }
    } catch (const TimedOut&) {
      return std::nullopt;
    }
  }
  if (messages_.empty()) return std::nullopt;
  auto message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

void WebSocketClient::on_close_frame(std::uint16_t code, std::string_view reason) {
  closed_ = Closed{code, std::string(reason)};
  if (!close_sent_) close(code == 1005 ? 1000 : code);
}

void WebSocketClient::close(std::uint16_t code, std::string_view reason) {
  if (close_sent_) return;
  close_sent_ = true;
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  send_frame(net::Opcode::close, payload.append(reason.substr(0, 123)));
}

}  // namespace wardroom::client
