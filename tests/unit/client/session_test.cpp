// The client library against a small server that speaks the front door's protocol.
#include "client/session.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/problem.h"
#include "unit/net/server_fixture.h"

namespace wardroom::client {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class SessionTest : public net::test::ServerTest {
 protected:
  SessionTest() {
    application.limit = 100'000;
    application.on_request = [this](net::Request request, net::Respond respond) { respond(answer(request)); };
    application.log->reply = [](net::Socket& socket, std::string_view text) { speak(socket, text); };
    application.log->greeting = R"({"event":"hello","user":"usr_1"})";
    application.socket_path = "/api/v1/realtime";
    start();
  }

  net::Response answer(const net::Request& request) {
    const auto fine = [](const json::value& value) { return net::Response::json(200, json::serialize(value)); };
    if (request.path == "/api/v1/auth/login") {
      const auto in = json::parse(request.body).as_object();
      if (in.at("password") != "right") {
        return net::Response::problem(base::Problem(401, "wrong_credentials", "Try again.").at("body.password"),
                                      "req_1");
      }
      return fine(
          {{"access_token", "first"}, {"refresh_token", "r1"}, {"expires_in", lifetime}, {"user", {{"id", "usr_1"}}}});
    }
    if (request.path == "/api/v1/auth/refresh") {
      return fine({{"access_token", "second"}, {"refresh_token", "r2"}, {"expires_in", 900}});
    }
    if (request.path == "/api/v1/realtime/tickets") return fine({{"ticket", "t"}, {"expires_in", 30}});
    if (request.path == "/api/v1/who") return fine({{"bearer", request.header("authorization")}});
    if (request.path == "/api/v1/channels/chn_1/messages") return fine(json::parse(request.body));
    return net::Response::problem(base::Problem(404, "not_found", "There is no such thing."), "req_2");
  }

  // Every command is answered after an event, as it may happen.
  static void speak(net::Socket& socket, std::string_view text) {
    const auto in = json::parse(text).as_object();
    socket.send(net::text_frame(R"({"event":"message.posted","channel":"chn_1","seq":7})"));
    if (in.at("op") == "forbidden") {
      socket.send(net::text_frame(json::serialize(
          json::object{{"id", in.at("id")}, {"problem", {{"status", 403}, {"code", "no"}, {"detail", "No."}}}})));
    } else {
      socket.send(net::text_frame(json::serialize(json::object{{"id", in.at("id")}, {"ok", in.at("args")}})));
    }
  }
  int lifetime = 900;
};

TEST_F(SessionTest, SignsInAndSendsItsToken) {
  auto session = Session::login(address(), "w", "u", "right");
  EXPECT_EQ(session.get("/who").at("bearer"), "Bearer first");
  EXPECT_EQ(session.user().at("id"), "usr_1");
  EXPECT_EQ(session.post("chn_1", "hello", "n1"), (json::value{{"text", "hello"}, {"nonce", "n1"}}));
}

TEST_F(SessionTest, RenewsATokenThatIsAboutToEnd) {
  lifetime = 0;
  auto session = Session::login(address(), "w", "u", "right");
  EXPECT_EQ(session.get("/who").at("bearer"), "Bearer second");
}

TEST_F(SessionTest, AProblemKeepsItsCodeAndField) {
  try {
    Session::login(address(), "w", "u", "wrong");
    FAIL();
  } catch (const base::Problem& problem) {
    EXPECT_EQ(problem.status(), 401);
    EXPECT_EQ(problem.code(), "wrong_credentials");
    EXPECT_EQ(problem.field(), "body.password");
  }
}

TEST_F(SessionTest, ConnectsAnewWhenTheServerHasEndedTheConnection) {
  HttpClient http(address());
  EXPECT_EQ(http.request("GET", "/api/v1/who").status, 200);
  options.port = server->port();
  server.reset();
  start();
  EXPECT_EQ(http.request("GET", "/api/v1/who").status, 200);
}

TEST_F(SessionTest, TellsAnswersFromEventsAndRemembersWhereChannelsStand) {
  auto session = Session::login(address(), "w", "u", "right");
  auto realtime = session.events();
  EXPECT_EQ(realtime.hello().at("user"), "usr_1");
  EXPECT_EQ(realtime.command("typing.send", {{"channel", "chn_1"}}), (json::value{{"channel", "chn_1"}}));
  EXPECT_THROW(realtime.command("forbidden", {}), base::Problem);
  EXPECT_TRUE(realtime.last_seqs().empty());
  EXPECT_EQ(realtime.next(1s)->at("event"), "message.posted");
  EXPECT_EQ(realtime.last_seqs().at("chn_1"), 7);
  realtime.resume(realtime.last_seqs());
  EXPECT_TRUE(realtime.next(1s));
  EXPECT_TRUE(realtime.next(1s));
  EXPECT_EQ(realtime.next(50ms), std::nullopt);
}

TEST(ServerAddress, ReadsAddresses) {
  EXPECT_EQ(ServerAddress::parse("https://a.example").port, 443);
  EXPECT_EQ(ServerAddress::parse("https://a.example:8443/x").authority(), "a.example:8443");
  EXPECT_EQ(ServerAddress::parse("https://[::1]:1").host, "::1");
  EXPECT_EQ(ServerAddress::parse("https://[::1]:1").authority(), "[::1]:1");
  EXPECT_THROW(ServerAddress::parse("http://a"), std::runtime_error);
  EXPECT_THROW(ServerAddress::parse("https://a:x"), std::runtime_error);
}

}  // namespace
}  // namespace wardroom::client
