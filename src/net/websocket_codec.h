// Frames of RFC 6455, both sides: encoding, and an incremental decoder that holds at most one message and keeps nothing
// between messages. Text only: this protocol has no binary messages.
#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace wardroom::net {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// One whole, final frame. A client passes a fresh random mask; a server none.
std::string encode_frame(Opcode opcode, std::string_view payload, const std::array<std::uint8_t, 4>* mask = nullptr);
std::string encode_close(std::uint16_t code, std::string_view reason);  // reason is cut to fit

// Why a connection must be closed: the code to close it with, and the reason to say.
struct FrameError {
  std::uint16_t code;
  std::string_view reason;
};

class FrameSink {
 public:
  virtual void on_message(std::string_view text) = 0;  // whole, valid UTF-8
  virtual void on_ping(std::string_view payload) = 0;
  virtual void on_pong() = 0;
  virtual void on_close_frame(std::uint16_t code, std::string_view reason) = 0;  // 1005: none given

 protected:
  ~FrameSink() = default;
};

class FrameDecoder {
 public:
  enum class Role { server, client };  // a server's frames come masked, a client's must not
  FrameDecoder(Role role, std::size_t max_message) : role_(role), max_message_(max_message) {}

  // Decodes all of data (unmasking in place); after an error or a Close frame the rest is ignored.
  std::expected<void, FrameError> feed(std::span<char> data, FrameSink& sink);

 private:
  static constexpr std::size_t max_header = 14;
  static constexpr std::uint16_t max_fragments = 256;

  std::size_t header_size() const;
  std::expected<void, FrameError> begin_frame();
  std::expected<void, FrameError> end_frame(std::string_view payload, FrameSink& sink);
  std::expected<void, FrameError> end_message(std::string_view text, FrameSink& sink) const;
  std::expected<void, FrameError> end_close(std::string_view payload, FrameSink& sink);
  void unmask(std::span<char> data);

  Role role_;
  bool in_payload_ = false;
  bool in_message_ = false;  // a fragmented one is under way
  bool closed_ = false;
  std::uint8_t header_have_ = 0;
  std::uint8_t mask_phase_ = 0;
  std::uint16_t fragments_ = 0;
  std::array<std::uint8_t, max_header> header_{};
  std::array<std::uint8_t, 4> mask_{};
  std::size_t max_message_;
  std::uint64_t left_ = 0;  // of the current payload
  std::string message_;     // fragments, or the first part of a frame cut by the transport
  std::string control_;     // the same for a control frame, which may come between fragments
};

}  // namespace wardroom::net
