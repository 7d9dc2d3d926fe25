#include "net/websocket_codec.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "net/websocket.h"

namespace wardroom::net {
namespace {

// RFC 6455 section 5.2:
//   FIN RSV1 RSV2 RSV3 opcode(4) │ MASK length(7) │ 126: u16, 127: u64, big-endian │ mask (4) if MASK │ payload
constexpr std::uint8_t fin_bit = 0x80;
constexpr std::uint8_t rsv_bits = 0x70;
constexpr std::uint8_t mask_bit = 0x80;

std::unexpected<FrameError> error(std::uint16_t code, std::string_view reason) {
  return std::unexpected(FrameError{code, reason});
}

bool is_control(std::uint8_t opcode) { return opcode >= 8; }

bool valid_close_code(std::uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

Frame text_frame(std::string_view payload) {
  return std::make_shared<const std::string>(encode_frame(Opcode::text, payload));
}

std::string encode_frame(Opcode opcode, std::string_view payload, const std::array<std::uint8_t, 4>* mask) {
  std::string out;
  out.reserve(payload.size() + 14);
  const auto put = [&](std::uint64_t byte) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte))); };
  const auto size = payload.size();
  const std::uint8_t masked = mask ? mask_bit : 0;
  put(fin_bit | static_cast<std::uint8_t>(opcode));
  if (size < 126) {
    put(masked | size);
  } else if (size <= 0xffff) {
    put(masked | 126U);
    put(size >> 8);
    put(size);
  } else {
    put(masked | 127U);
    for (int shift = 56; shift >= 0; shift -= 8) put(static_cast<std::uint64_t>(size) >> shift);
  }
  if (!mask) return out.append(payload);
  for (const auto byte : *mask) put(byte);
  for (std::size_t i = 0; i < size; ++i) put(static_cast<std::uint8_t>(payload[i]) ^ (*mask)[i % 4]);
  return out;
}

std::string encode_close(std::uint16_t code, std::string_view reason) {
  reason = reason.substr(0, 123);
  while (!base::is_utf8(reason)) reason.remove_suffix(1);
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return encode_frame(Opcode::close, payload.append(reason));
}

std::size_t FrameDecoder::header_size() const {
  if (header_have_ < 2) return 2;
  const auto length = header_[1] & 0x7f;
  return std::size_t{2} + (length == 126 ? 2 : length == 127 ? 8 : 0) + ((header_[1] & mask_bit) ? 4 : 0);
}

std::expected<void, FrameError> FrameDecoder::begin_frame() {
  const auto opcode = static_cast<std::uint8_t>(header_[0] & 0x0f);
  const bool fin = header_[0] & fin_bit;
  const bool masked = header_[1] & mask_bit;
  if (header_[0] & rsv_bits) return error(close_code::protocol_error, "reserved bits are set");
  if (masked != (role_ == Role::server)) {
    return error(close_code::protocol_error, masked ? "frame is masked" : "frame is not masked");
  }
  left_ = header_[1] & 0x7f;
  std::size_t at = 2;
  if (left_ >= 126) {
    const std::size_t wide = left_ == 126 ? 2 : 8;
    const std::uint64_t least = left_ == 126 ? 126 : 0x10000;
    left_ = 0;
    for (; at < 2 + wide; ++at) left_ = left_ << 8 | header_[at];
    if (left_ < least || left_ >> 63) return error(close_code::protocol_error, "length is not in its shortest form");
  }
  if (masked) std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(at), 4, mask_.begin());
  mask_phase_ = 0;

  if (is_control(opcode)) {
    if (opcode > static_cast<std::uint8_t>(Opcode::pong)) return error(close_code::protocol_error, "unknown opcode");
    if (!fin) return error(close_code::protocol_error, "control frame is fragmented");
    if (left_ > 125) return error(close_code::protocol_error, "control frame is too long");
    return {};
  }
  switch (static_cast<Opcode>(opcode)) {
    case Opcode::continuation:
      if (!in_message_) return error(close_code::protocol_error, "continuation of nothing");
      break;
    case Opcode::text:
      if (in_message_) return error(close_code::protocol_error, "new message inside a fragmented one");
      break;
    case Opcode::binary:
      return error(close_code::unsupported, "only text messages are understood");
    default:
      return error(close_code::protocol_error, "unknown opcode");
  }
  if (left_ > max_message_ || message_.size() + left_ > max_message_) {
    return error(close_code::too_big, "message is too big");
  }
  if (++fragments_ > max_fragments) return error(close_code::too_big, "message has too many fragments");
  in_message_ = true;
  return {};
}

void FrameDecoder::unmask(std::span<char> data) {
  std::array<std::uint8_t, 8> key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = mask_[(mask_phase_ + i) % 4];
  std::uint64_t word = 0;
  std::memcpy(&word, key.data(), 8);
  std::size_t i = 0;
  for (; i + 8 <= data.size(); i += 8) {
    std::uint64_t part = 0;
    std::memcpy(&part, data.data() + i, 8);
    part ^= word;
    std::memcpy(data.data() + i, &part, 8);
  }
  for (; i < data.size(); ++i) data[i] = static_cast<char>(static_cast<std::uint8_t>(data[i]) ^ key[i % 8]);
  mask_phase_ = static_cast<std::uint8_t>((mask_phase_ + data.size()) % 4);
}

std::expected<void, FrameError> FrameDecoder::feed(std::span<char> data, FrameSink& sink) {
  while (!closed_) {
    if (!in_payload_) {
      while (!data.empty() && header_have_ < header_size()) {
        header_[header_have_++] = static_cast<std::uint8_t>(data.front());
        data = data.subspan(1);
      }
      if (header_have_ < header_size()) return {};
      if (auto begun = begin_frame(); !begun) {
        closed_ = true;
        return begun;
      }
      in_payload_ = true;
    }
    const auto part = data.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, data.size())));
    data = data.subspan(part.size());
    if (role_ == Role::server) unmask(part);
    left_ -= part.size();

    const bool control = is_control(header_[0] & 0x0f);
    auto& held = control ? control_ : message_;
    const bool whole_frame = left_ == 0;
    const bool whole_here = whole_frame && held.empty() && (control || (header_[0] & fin_bit));
    if (!whole_here) held.append(part.data(), part.size());
    if (!whole_frame) return {};

    header_have_ = 0;
    in_payload_ = false;
    const std::string_view payload = whole_here ? std::string_view(part.data(), part.size()) : std::string_view(held);
    if (auto ended = end_frame(payload, sink); !ended) {
      closed_ = true;
      return ended;
    }
  }
  return {};
}

std::expected<void, FrameError> FrameDecoder::end_frame(std::string_view payload, FrameSink& sink) {
  std::expected<void, FrameError> result;
  switch (static_cast<Opcode>(header_[0] & 0x0f)) {
    case Opcode::close:
      result = end_close(payload, sink);
      break;
    case Opcode::ping:
      sink.on_ping(payload);
      break;
    case Opcode::pong:
      sink.on_pong();
      break;
    default:
      if (!(header_[0] & fin_bit)) return {};
      in_message_ = false;
      fragments_ = 0;
      result = end_message(payload, sink);
      std::string().swap(message_);
      return result;
  }
  std::string().swap(control_);
  return result;
}

std::expected<void, FrameError> FrameDecoder::end_message(std::string_view text, FrameSink& sink) const {
  if (!base::is_utf8(text)) return error(close_code::invalid_text, "text is not UTF-8");
  sink.on_message(text);
  return {};
}

std::expected<void, FrameError> FrameDecoder::end_close(std::string_view payload, FrameSink& sink) {
  closed_ = true;
  if (payload.empty()) {
    sink.on_close_frame(1005, {});
    return {};
  }
  if (payload.size() == 1) return error(close_code::protocol_error, "close code is cut short");
  const auto code =
      static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]));
  if (!valid_close_code(code)) return error(close_code::protocol_error, "close code is not one");
  if (!base::is_utf8(payload.substr(2))) return error(close_code::invalid_text, "close reason is not UTF-8");
  sink.on_close_frame(code, payload.substr(2));
  return {};
}

}  // namespace wardroom::net
