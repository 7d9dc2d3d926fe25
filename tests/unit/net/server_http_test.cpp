// HTTP as clients meet it, over real TLS sockets.
#include <future>

#include "unit/net/server_fixture.h"

namespace wardroom::net::test {
namespace {

using namespace std::string_literals;
class HttpServer : public ServerTest {};

std::string get(std::string_view path, std::string_view more = "Connection: close\r\n") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

TEST_F(HttpServer, AnswersWithSecurityHeadersDateAndLength) {
  start();
  const auto answer = http().request("GET", "/hello%20you?x=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "GET /hello you ");
  EXPECT_EQ(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  EXPECT_NE(answer.header("content-security-policy").find("default-src 'none'"), std::string_view::npos);
  EXPECT_TRUE(answer.header("date").ends_with(" GMT"));
}

TEST_F(HttpServer, KeepsTheConnectionForTheNextRequest) {
  start();
  auto client = http();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.request("POST", "/n", "body " + std::to_string(i)).body, "POST /n body " + std::to_string(i));
    EXPECT_TRUE(client.connected());
  }
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrderEvenWhenTheFirstIsSlow) {
  application.on_request = [](Request request, Respond respond) {
    std::thread([path = request.path, respond = std::move(respond)]() mutable {
      if (path == "/1") std::this_thread::sleep_for(100ms);
      respond(Response::text(200, "answer" + path));
    }).detach();
  };
  start();
  const auto answer = raw(get("/1", "") + get("/2", "") + get("/3"));
  EXPECT_LT(answer.find("answer/1"), answer.find("answer/2"));
  EXPECT_LT(answer.find("answer/2"), answer.find("answer/3"));
  EXPECT_EQ(occurrences(answer, "HTTP/1.1 200 OK"), 3U);
}

TEST_F(HttpServer, ReadsARequestThatComesByteByByte) {
  start();
  client::TlsStream stream(address(), 10s);
  for (const char c : "POST /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody"s) {
    stream.write(std::string_view(&c, 1));
  }
  EXPECT_NE(rest_of(stream).find("POST /slow body"), std::string::npos);
}

TEST_F(HttpServer, HeadHasTheLengthButNotTheBody) {
  start();
  const auto answer = raw("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 8\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServer, RefusesBothLengthAndTransferEncoding) {
  start();
  const auto answer =
      raw("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
          "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(answer), 400);
  EXPECT_EQ(occurrences(answer, "Content-Length"), 1U);
}

TEST_F(HttpServer, RefusesTwoLengths) {
  start();
  EXPECT_EQ(status_of(raw("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody")), 400);
  EXPECT_EQ(status_of(raw("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\nbody")), 400);
  EXPECT_EQ(status_of(raw("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nbody")), 400);
}

TEST_F(HttpServer, RefusesChunkedBodies) {
  start();
  EXPECT_EQ(status_of(raw("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 411);
}

TEST_F(HttpServer, RefusesATooLargeBodyBeforeItIsSent) {
  start();
  const auto answer = raw("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_EQ(status_of(answer), 413);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
  EXPECT_EQ(application.limit_asked, 1);
}

TEST_F(HttpServer, TheClientReadsTheRefusalEvenWhileItIsSendingTheBody) {
  start();
  client::TlsStream stream(address(), 10s);
  stream.write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + std::string(300'000, 'x'));
  EXPECT_EQ(status_of(rest_of(stream)), 413);
}

TEST_F(HttpServer, LimitsTargetAndHead) {
  start();
  EXPECT_EQ(status_of(raw(get("/" + std::string(8300, 'a')))), 414);
  EXPECT_EQ(status_of(raw("GET /" + std::string(9000, 'a'))), 414);  // before the line has ended
  EXPECT_EQ(status_of(raw(get("/", "X: " + std::string(17'000, 'a') + "\r\n"))), 431);
  EXPECT_EQ(status_of(raw("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a'))), 431);
  std::string many;
  for (int i = 0; i < 150; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(status_of(raw(get("/", many))), 431);
}

TEST_F(HttpServer, RefusesWhatIsNotHttp) {
  start();
  EXPECT_EQ(status_of(raw("hello there\r\n\r\n")), 400);
  EXPECT_EQ(status_of(raw("GET / HTTP/2.0\r\nHost: a\r\n\r\n")), 505);
  EXPECT_EQ(status_of(raw("GET / HTTP/1.1\r\n\r\n")), 400);
  EXPECT_EQ(status_of(raw("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")), 400);
  EXPECT_EQ(status_of(raw("GET / HTTP/1.1\r\nHost : a\r\n\r\n")), 400);
  EXPECT_EQ(status_of(raw(get("/%zz"))), 400);
  EXPECT_EQ(status_of(raw(get("/%00"))), 400);
}

TEST_F(HttpServer, SaysContinueBeforeTheBodyOnlyWhenItWouldTakeIt) {
  start();
  client::TlsStream stream(address(), 10s);
  stream.write("PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  std::array<char, 4096> part{};
  const auto n = stream.read(part);
  EXPECT_EQ(std::string_view(part.data(), n), "HTTP/1.1 100 Continue\r\n\r\n");
  stream.write("abc");
  EXPECT_NE(rest_of(stream).find("PUT /x abc"), std::string::npos);
  EXPECT_EQ(status_of(raw("PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n")), 413);
}

TEST_F(HttpServer, EndsASlowHeadByTheClockNotByTheLastByte) {
  options.timeouts.read = 200ms;
  start();
  client::TlsStream stream(address(), 10s);
  const auto began = std::chrono::steady_clock::now();
  std::thread drip([&] {
    for (int i = 0; i < 8; ++i) {
      try {
        stream.write("X");
      } catch (const std::exception&) {
        return;
      }
      std::this_thread::sleep_for(50ms);
    }
  });
  drip.join();
  const auto answer = rest_of(stream);
  EXPECT_EQ(status_of(answer), 408);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
}

TEST_F(HttpServer, ServesOthersWhileManySlowClientsHang) {
  options.timeouts.read = 500ms;
  start();
  std::vector<std::unique_ptr<client::TlsStream>> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(std::make_unique<client::TlsStream>(address(), 10s));
    slow.back()->write("GET /hang HTTP/1.1\r\nHo");
  }
  EXPECT_EQ(http().request("GET", "/quick").status, 200);
  EXPECT_TRUE(eventually([&] { return server->connections() <= 1; }));
}

TEST_F(HttpServer, EndsASlowBodyAndAnIdleConnection) {
  options.timeouts.read = 150ms;
  options.timeouts.idle = 150ms;
  start();
  EXPECT_EQ(status_of(raw("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")), 408);
  EXPECT_EQ(raw(""), "");
}

TEST_F(HttpServer, EndsAClientThatNeverShakesHands) {
  options.timeouts.read = 150ms;
  start();
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(plain_exchange(server->port(), ""), "");  // until the server ends it
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
}

TEST_F(HttpServer, EndsAClientThatNeverReads) {
  options.timeouts.read = 200ms;
  options.timeouts.write = 200ms;
  application.on_request = [](Request, Respond respond) { respond(Response::text(200, std::string(30'000'000, 'x'))); };
  start();
  client::TlsStream never_reads(address(), 10s);
  never_reads.write(get("/big"));
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(HttpServer, ARequestThatIsNeverAnsweredIsAFault) {
  application.on_request = [](Request, Respond) {};
  start();
  EXPECT_EQ(http().request("GET", "/").status, 500);
  application.on_request = [](Request, Respond) { throw std::runtime_error("as expected by this test"); };
  EXPECT_EQ(http().request("GET", "/").status, 500);
}

TEST_F(HttpServer, AnAnswerAfterTheClientLeftIsHarmless) {
  std::promise<Respond> kept;
  application.on_request = [&](Request, Respond respond) { kept.set_value(std::move(respond)); };
  start();
  {
    client::TlsStream stream(address(), 10s);
    stream.write(get("/"));
    auto respond = kept.get_future().get();
    {
      const client::TlsStream gone = std::move(stream);
    }
    respond(Response::text(200, "too late"));
  }
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(HttpServer, AnAnswerAfterTheServerEndedIsHarmless) {
  std::promise<Respond> kept;
  application.on_request = [&](Request, Respond respond) { kept.set_value(std::move(respond)); };
  options.timeouts.drain = 50ms;
  start();
  client::TlsStream stream(address(), 10s);
  stream.write(get("/"));
  auto respond = kept.get_future().get();
  server.reset();
  EXPECT_NO_THROW(respond(Response::text(200, "too late")));
}

TEST_F(HttpServer, LargeAnswersArriveWhole) {
  std::string big(5'000'000, 'x');
  for (std::size_t i = 0; i < big.size(); i += 7) big[i] = static_cast<char>('a' + i % 26);
  application.on_request = [&](Request, Respond respond) { respond(Response::text(200, big)); };
  start();
  auto client = http();
  EXPECT_EQ(client.request("GET", "/1").body, big);
  EXPECT_EQ(client.request("GET", "/2").body, big);
}

TEST_F(HttpServer, AnApplicationCannotSplitOrWeakenAResponse) {
  application.on_request = [&](Request, Respond respond) {
    auto response = Response::text(200, "x");
    response.headers = {
        {"X-Evil", "a\r\nSet-Cookie: b=c"}, {"Content-Security-Policy", "default-src *"}, {"X-Ok", "1"}};
    respond(std::move(response));
  };
  start();
  const auto answer = raw(get("/"));
  EXPECT_EQ(answer.find("Set-Cookie"), std::string::npos);
  EXPECT_EQ(answer.find("default-src *"), std::string::npos);
  EXPECT_NE(answer.find("X-Ok: 1\r\n"), std::string::npos);
}

TEST_F(HttpServer, CapsConnectionsInTotalAndPerAddress) {
  options.limits.connections_per_address = 3;
  start();
  std::vector<std::unique_ptr<client::TlsStream>> held;
  for (int i = 0; i < 3; ++i) held.push_back(std::make_unique<client::TlsStream>(address(), 10s));
  EXPECT_THROW(client::TlsStream(address(), 2s), std::runtime_error);
  held.clear();
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
  EXPECT_NO_THROW(client::TlsStream(address(), 2s));
}

TEST_F(HttpServer, BelievesForwardedAddressesOfTrustedProxiesOnly) {
  application.on_request = [](Request request, Respond respond) { respond(Response::text(200, request.address)); };
  start();
  const net::Headers headers{{"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}};
  EXPECT_EQ(http().request("GET", "/", {}, headers).body, "127.0.0.1");
  options.trusted_proxies = {"127.0.0.0/8"};
  start();
  EXPECT_EQ(http().request("GET", "/", {}, headers).body, "203.0.113.9");
}

TEST_F(HttpServer, StoppingFinishesWhatIsUnderWay) {
  application.on_request = [](Request, Respond respond) {
    std::thread([respond = std::move(respond)]() mutable {
      std::this_thread::sleep_for(150ms);
      respond(Response::text(200, "finished"));
    }).detach();
  };
  start();
  client::TlsStream busy(address(), 10s);
  client::TlsStream idle(address(), 10s);
  busy.write(get("/", ""));
  std::this_thread::sleep_for(50ms);
  std::thread stopping([&] { server->stop(); });
  const auto answer = rest_of(busy);
  EXPECT_NE(answer.find("finished"), std::string::npos);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_EQ(rest_of(idle), "");
  stopping.join();
}

TEST_F(HttpServer, SaysWhatToDoWhenThePortIsTaken) {
  start();
  options.port = server->port();
  Server second(options, application);
  try {
    second.start();
    FAIL() << "it listened on a taken port";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("port " + std::to_string(options.port) + " is taken"), std::string::npos);
  }
}

TEST_F(HttpServer, RedirectsPlainHttp) {
  options.redirect_port = 0;
  start();
  const auto answer = plain_exchange(server->redirect_port(), "GET /a?b=c HTTP/1.1\r\nHost: chat.example:80\r\n\r\n");
  EXPECT_EQ(status_of(answer), 308);
  EXPECT_NE(answer.find("Location: https://chat.example:" + std::to_string(server->port()) + "/a?b=c\r\n"),
            std::string::npos);
}

TEST_F(HttpServer, RunsPostedAndPeriodicTasksOnTheirCore) {
  start();
  std::atomic<int> ticks{0};
  std::promise<std::thread::id> ran;
  server->every(1, 10ms, [&] { ++ticks; });
  server->post(1, [&] { ran.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
  EXPECT_TRUE(eventually([&] { return ticks >= 3; }));
}

}  // namespace
}  // namespace wardroom::net::test
