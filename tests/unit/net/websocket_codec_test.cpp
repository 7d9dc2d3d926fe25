#include "net/websocket_codec.h"

#include <gtest/gtest.h>

#include "net/websocket.h"
#include "net/websocket_handshake.h"

namespace wardroom::net {
namespace {

struct Sink final : FrameSink {
  std::string log;
  void on_message(std::string_view text) override { log += "text(" + std::string(text) + ")"; }
  void on_ping(std::string_view payload) override { log += "ping(" + std::string(payload) + ")"; }
  void on_pong() override { log += "pong"; }
  void on_close_frame(std::uint16_t code, std::string_view reason) override {
    log += "close(" + std::to_string(code) + "," + std::string(reason) + ")";
  }
};

std::string decoded(FrameDecoder::Role role, std::string bytes) {
  Sink sink;
  FrameDecoder decoder(role, 1000);
  const auto fed = decoder.feed(bytes, sink);
  return fed ? sink.log : sink.log + "error(" + std::to_string(fed.error().code) + ")";
}

// RFC 6455 section 5.7
TEST(FrameDecoder, ReadsTheExamplesOfTheStandard) {
  using enum FrameDecoder::Role;
  EXPECT_EQ(decoded(client, "\x81\x05Hello"), "text(Hello)");
  EXPECT_EQ(decoded(server, std::string("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11)), "text(Hello)");
  EXPECT_EQ(decoded(client, std::string("\x01\x03Hel\x80\x02lo", 9)), "text(Hello)");
  EXPECT_EQ(decoded(client, "\x89\x05Hello"), "ping(Hello)");
  EXPECT_EQ(decoded(server, std::string("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11)), "pong");
}

TEST(WebSocketHandshake, AnswersTheExampleOfTheStandard) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(FrameDecoder, ReadsWhatTheEncoderWritesHoweverItIsCut) {
  const std::array<std::uint8_t, 4> mask{0x12, 0x34, 0x56, 0x78};
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 125U, 126U, 127U, 999U, 1000U}) {
    const std::string text(size, 'w');
    const auto frame = encode_frame(Opcode::text, text, &mask);
    for (std::size_t cut = 0; cut <= frame.size(); cut += size > 200 ? 37 : 1) {
      Sink sink;
      FrameDecoder decoder(FrameDecoder::Role::server, 1000);
      auto first = frame.substr(0, cut);
      auto second = frame.substr(cut);
      ASSERT_TRUE(decoder.feed(first, sink));
      ASSERT_TRUE(decoder.feed(second, sink));
      ASSERT_EQ(sink.log, "text(" + text + ")");
    }
  }
}

TEST(FrameDecoder, RefusesLengthsThatAreNotShortest) {
  using enum FrameDecoder::Role;
  EXPECT_EQ(decoded(client, std::string("\x81\x7e\x00\x05Hello", 9)), "error(1002)");
  EXPECT_EQ(decoded(client, std::string("\x81\x7f\x00\x00\x00\x00\x00\x00\x00\x05Hello", 15)), "error(1002)");
  EXPECT_EQ(decoded(client, std::string("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10)), "error(1002)");
}

TEST(FrameDecoder, RefusesTooMuchBeforeItHasCome) {
  EXPECT_EQ(decoded(FrameDecoder::Role::client, std::string("\x81\x7e\x03\xe9", 4)), "error(1009)");
}

TEST(FrameDecoder, ReadsCloseFramesStrictly) {
  using enum FrameDecoder::Role;
  EXPECT_EQ(decoded(client, std::string("\x88\x00", 2)), "close(1005,)");
  EXPECT_EQ(decoded(client, encode_close(4401, "gone")), "close(4401,gone)");
  EXPECT_EQ(decoded(client, encode_close(1005, "")), "error(1002)");
  EXPECT_EQ(decoded(client, encode_close(1006, "")), "error(1002)");
  EXPECT_EQ(decoded(client, encode_close(2999, "")), "error(1002)");
  EXPECT_EQ(decoded(client, encode_frame(Opcode::close, "\x03\xe8\xff")), "error(1007)");
  EXPECT_EQ(decoded(client, encode_close(1000, "") + "\x81\x05Hello"), "close(1000,)");
}

TEST(WebSocketFrames, ALongCloseReasonIsCutBetweenCharacters) {
  std::string reason(122, 'a');
  reason += "\u00e9";  // its second byte would be the 124th
  const auto frame = encode_close(4400, reason);
  EXPECT_EQ(frame.size(), 2 + 2 + 122U);
}

}  // namespace
}  // namespace wardroom::net
