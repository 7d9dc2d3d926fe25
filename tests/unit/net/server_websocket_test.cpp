// WebSockets as clients meet them, over real TLS sockets.
#include "unit/net/server_fixture.h"

namespace wardroom::net::test {
namespace {

class WebSocketServer : public ServerTest {
 protected:
  void on_core(std::function<void(Socket&)> f) {
    ASSERT_TRUE(eventually([&] { return log()->with([](auto& l) { return l.socket != nullptr; }); }));
    const auto socket = log()->with([](auto& l) { return l.socket; });
    server->post(socket->core(), [socket, f = std::move(f)] { f(*socket); });
  }
  std::shared_ptr<SocketLog> log() const { return application.log; }
  bool closed_eventually() {
    return eventually([&] { return log()->with([](auto& l) { return l.closed == 1; }); });
  }
  static std::uint16_t close_code_of(client::WebSocketClient& socket) {
    while (socket.receive(5s)) {
    }
    return socket.closed() ? socket.closed()->code : 0;
  }
  static std::string masked(std::string frame) {  // with a mask of zeros
    frame[1] = static_cast<char>(frame[1] | 0x80);
    const auto length = frame[1] & 0x7f;
    frame.insert(length == 126 ? 4 : length == 127 ? 10 : 2, std::string(4, '\0'));
    return frame;
  }
  static std::string frame(int first_byte, std::string_view payload) {
    auto out = encode_frame(Opcode::text, payload);
    out[0] = static_cast<char>(first_byte);
    return masked(out);
  }
};

TEST_F(WebSocketServer, CarriesTextBothWays) {
  log()->reply = [](Socket& socket, std::string_view text) {
    socket.send(text_frame("you said " + std::string(text)));
  };
  start();
  auto socket = websocket();
  for (const std::size_t size : {0U, 5U, 125U, 126U, 4000U, 40'000U}) {
    const std::string text(size, 'x');
    socket.send(text);
    EXPECT_EQ(socket.receive(5s), "you said " + text);
  }
  socket.close();
  EXPECT_EQ(close_code_of(socket), 1000);
  EXPECT_TRUE(closed_eventually());
}

TEST_F(WebSocketServer, TheApplicationMayRefuse) {
  start();
  try {
    client::WebSocketClient(address(), "/elsewhere", {}, 5s);
    FAIL();
  } catch (const client::UpgradeRefused& refused) {
    EXPECT_EQ(refused.answer().status, 403);
    EXPECT_EQ(refused.answer().body, "not here");
  }
}

TEST_F(WebSocketServer, RefusesAHandshakeThatIsNotOne) {
  start();
  const std::string upgrade = "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n";
  const auto old = raw(upgrade + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  EXPECT_EQ(status_of(old), 426);
  EXPECT_NE(old.find("Sec-WebSocket-Version: 13"), std::string::npos);
  EXPECT_EQ(status_of(raw(upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n\r\n")), 400);
}

TEST_F(WebSocketServer, PutsFragmentsTogetherAroundControlFrames) {
  start();
  auto socket = websocket();
  socket.send_raw(frame(0x01, "one ") + frame(0x89, "ping") + frame(0x00, "two ") + frame(0x80, "three"));
  EXPECT_TRUE(eventually([&] { return log()->with([](auto& l) { return l.texts.size() == 1; }); }));
  EXPECT_EQ(log()->texts.at(0), "one two three");
}

TEST_F(WebSocketServer, ReadsFramesCutAnywhere) {
  start();
  auto socket = websocket();
  for (const char c : frame(0x81, "piece by piece") + frame(0x81, std::string(300, 'y'))) {
    socket.send_raw(std::string_view(&c, 1));
  }
  EXPECT_TRUE(eventually([&] { return log()->with([](auto& l) { return l.texts.size() == 2; }); }));
  EXPECT_EQ(log()->texts.at(0), "piece by piece");
  EXPECT_EQ(log()->texts.at(1), std::string(300, 'y'));
}

TEST_F(WebSocketServer, ClosesOnWhatTheStandardForbids) {
  start();
  const auto answer_to = [&](const std::string& bytes) {
    auto socket = websocket();
    socket.send_raw(bytes);
    return close_code_of(socket);
  };
  EXPECT_EQ(answer_to(encode_frame(Opcode::text, "unmasked")), 1002);
  EXPECT_EQ(answer_to(frame(0x91, "reserved bit")), 1002);
  EXPECT_EQ(answer_to(frame(0x83, "unknown opcode")), 1002);
  EXPECT_EQ(answer_to(frame(0x80, "continues nothing")), 1002);
  EXPECT_EQ(answer_to(frame(0x09, "fragmented ping")), 1002);
  EXPECT_EQ(answer_to(frame(0x89, std::string(126, 'p'))), 1002);
  EXPECT_EQ(answer_to(frame(0x01, "a") + frame(0x81, "b")), 1002);
  EXPECT_EQ(answer_to(frame(0x88, "x")), 1002);
  EXPECT_EQ(answer_to(frame(0x82, "binary")), 1003);
  EXPECT_EQ(answer_to(frame(0x81, "\xff\xfe")), 1007);
  EXPECT_EQ(answer_to(frame(0x81, std::string(65'537, 'x'))), 1009);
  std::string fragments = frame(0x01, "");
  for (int i = 0; i < 300; ++i) fragments += frame(0x00, "");
  EXPECT_EQ(answer_to(fragments), 1009);
}

TEST_F(WebSocketServer, TheLargestMessagePasses) {
  start();
  auto socket = websocket();
  socket.send(std::string(65'536, 'x'));
  EXPECT_TRUE(eventually([&] { return log()->with([](auto& l) { return l.texts.size() == 1; }); }));
}

TEST_F(WebSocketServer, PutsManyFramesIntoOneRecord) {
  start();
  auto socket = websocket();
  on_core([](Socket& s) {
    const auto shared = text_frame("the same frame for everyone");
    for (int i = 0; i < 100; ++i) s.send(shared);
  });
  std::array<char, 16 * 1024> record{};
  const auto n = socket.stream().read(record, 5s);  // one SSL_read gives one record
  EXPECT_EQ(n, 100 * text_frame("the same frame for everyone")->size());
}

TEST_F(WebSocketServer, ASlowReaderLosesItsQueueAndIsTold) {
  options.limits.queue_bytes = 100'000;
  start();
  auto socket = websocket();
  std::atomic<bool> done{false};
  std::atomic<std::size_t> most{0};
  for (int turn = 0; turn < 60; ++turn) {
    on_core([&, turn](Socket& s) {
      const auto frame = text_frame(std::string(20'000, 'z'));
      for (int i = 0; i < 50; ++i) s.send(frame);
      most = std::max(most.load(), s.queued_bytes());
      if (turn == 59) done = true;
    });
  }
  ASSERT_TRUE(eventually([&] { return done.load(); }));
  EXPECT_LE(most, 100'000U);
  EXPECT_TRUE(eventually([&] { return log()->with([](auto& l) { return l.overflows >= 1; }); }));
  int told = 0;
  while (const auto text = socket.receive(300ms)) {
    EXPECT_NE(*text, "one too many");
    told += *text == "overflow";
  }
  EXPECT_EQ(told, log()->overflows);
  on_core([](Socket& s) { s.send(text_frame("after")); });
  EXPECT_EQ(socket.receive(5s), "after");
}

TEST_F(WebSocketServer, AFastReaderMayGetMoreThanTheQueueHoldsInOneTurn) {
  options.limits.queue_bytes = 50'000;
  start();
  auto socket = websocket();
  std::thread sender([&] {
    on_core([](Socket& s) {
      const auto frame = text_frame(std::string(1000, 'q'));
      for (int i = 0; i < 300; ++i) s.send(frame);
    });
  });
  int got = 0;
  while (got < 300 && socket.receive(2s)) ++got;
  sender.join();
  EXPECT_EQ(got, 300);
  EXPECT_EQ(log()->overflows, 0);
}

TEST_F(WebSocketServer, ClosingSaysWhyAndEndsTheHandler) {
  start();
  auto socket = websocket();
  on_core([](Socket& s) {
    s.send(text_frame("last words"));
    s.close(4401, "session revoked");
    s.send(text_frame("never sent"));
  });
  EXPECT_EQ(socket.receive(5s), "last words");
  EXPECT_EQ(socket.receive(5s), std::nullopt);
  ASSERT_TRUE(socket.closed());
  EXPECT_EQ(socket.closed()->code, 4401);
  EXPECT_EQ(socket.closed()->reason, "session revoked");
  EXPECT_TRUE(closed_eventually());
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(WebSocketServer, NothingIsHeardAfterClosing) {
  start();
  auto socket = websocket();
  on_core([](Socket& s) { s.close(4401, "revoked"); });
  EXPECT_TRUE(closed_eventually());
  socket.send("still here");
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(log()->texts.empty());
}

TEST_F(WebSocketServer, AClientThatVanishesEndsTheHandlerAndLaterSendsAreHarmless) {
  start();
  {
    auto socket = websocket();
  }
  EXPECT_TRUE(closed_eventually());
  std::atomic<bool> sent{false};
  on_core([&](Socket& s) {
    s.send(text_frame("to nobody"));
    s.close(1000, "");
    sent = true;
  });
  EXPECT_TRUE(eventually([&] { return sent.load(); }));
}

TEST_F(WebSocketServer, PingsAndClosesWhenNothingIsHeard) {
  options.timeouts.ping = 50ms;
  options.timeouts.silence = 150ms;
  start();
  auto listening = websocket();  // answers pings while receiving
  EXPECT_EQ(listening.receive(500ms), std::nullopt);
  EXPECT_FALSE(listening.closed());
  std::this_thread::sleep_for(400ms);  // answers nothing
  EXPECT_EQ(close_code_of(listening), 4408);
}

TEST_F(WebSocketServer, AFaultInTheHandlerClosesThatSocketOnly) {
  log()->reply = [](Socket&, std::string_view) { throw std::runtime_error("as expected by this test"); };
  start();
  auto socket = websocket();
  socket.send("boom");
  EXPECT_EQ(close_code_of(socket), 1011);
  EXPECT_EQ(http().request("GET", "/").status, 200);
}

TEST_F(WebSocketServer, StoppingSaysGoingAway) {
  start();
  auto socket = websocket();
  ASSERT_TRUE(eventually([&] { return log()->with([](auto& l) { return l.opened == 1; }); }));
  std::thread stopping([&] { server->stop(); });
  EXPECT_EQ(close_code_of(socket), 1001);
  stopping.join();
  EXPECT_EQ(log()->closed, 1);
}

}  // namespace
}  // namespace wardroom::net::test
