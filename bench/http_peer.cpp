#include "http_peer.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace wardroom::bench {

void HttpPeer::request(std::string_view method, std::string_view target, std::string_view body) {
  std::string message;
  message.reserve(head_.size() + target.size() + body.size() + 128);
  message.append(method).append(" ").append(target).append(" HTTP/1.1\r\n").append(head_);
  if (!body.empty()) {
    message.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(body.size()));
    message.append("\r\n");
  }
  message.append("\r\n").append(body);
  began_ = now_ns();
  send(message);
}

void HttpPeer::on_bytes(std::span<char> bytes, std::int64_t now) {
  std::size_t body = bytes.size();
  if (status_ == 0) {
    in_.append(bytes.data(), bytes.size());
    const auto end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return;
    constexpr std::string_view name = "Content-Length: ";
    const auto length = in_.find(name);
    status_ = in_.size() > 12 ? std::atoi(in_.c_str() + 9) : 0;  // NOLINT(cert-err34-c): ours
    body_left_ = length < end ? static_cast<std::size_t>(std::atoll(in_.c_str() + length + name.size())) : 0;  // NOLINT
    body = in_.size() - end - 4;
    in_.clear();
  }
  body_left_ -= std::min(body, body_left_);
  if (body_left_ == 0) answered_(*this, std::exchange(status_, 0), began_, now);
}

}  // namespace wardroom::bench
