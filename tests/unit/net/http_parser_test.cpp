#include "net/http_parser.h"

#include <gtest/gtest.h>

#include "net/redirect.h"

namespace wardroom::net {
namespace {

HttpHead parsed(const std::string& text) {
  auto head = parse_head(text, {});
  EXPECT_TRUE(head) << text;
  return head ? std::move(*head) : HttpHead{};
}

int refusal(const std::string& text) {
  const auto head = parse_head(text, {});
  return head ? 0 : head.error().status;
}

TEST(HttpHead, SplitsTargetAndDecodesThePath) {
  const auto head = parsed("GET /a%20b/%c3%a9?x=%20&y HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-one: 2\r\n\r\n");
  EXPECT_EQ(head.request.path, "/a b/\u00e9");
  EXPECT_EQ(head.request.query, "x=%20&y");
  EXPECT_EQ(head.request.header("X-ONE"), "1");
  EXPECT_EQ(head.request.header("absent"), "");
  EXPECT_TRUE(head.keep_alive);
}

TEST(HttpHead, TakesTheAbsoluteForm) {
  EXPECT_EQ(parsed("GET https://a.example/x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "/x");
  EXPECT_EQ(parsed("GET http://a.example HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "/");
  EXPECT_EQ(parsed("GET http://a.example?q HTTP/1.1\r\nHost: a\r\n\r\n").request.query, "q");
  EXPECT_EQ(parsed("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "*");
  EXPECT_EQ(refusal("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refusal("GET * HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST(HttpHead, KnowsWhenTheConnectionEnds) {
  EXPECT_FALSE(parsed("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_FALSE(parsed("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(HttpHead, RecognisesAnUpgradeByBothHeaders) {
  EXPECT_TRUE(parsed("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n")
                  .wants_upgrade);
  EXPECT_FALSE(parsed("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n").wants_upgrade);
  EXPECT_FALSE(parsed("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n").wants_upgrade);
}

TEST(HttpHead, RefusesWhatServersDisagreeAbout) {
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"), 400);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"), 411);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\n"), 400);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n"), 400);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\nX\x01: b\r\n\r\n"), 400);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n"), 400);
  EXPECT_NE(refusal("GET / HTTP/1.1\nHost: a\n\r\n\r\n"), 0);
  EXPECT_EQ(refusal("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n"), 417);
}

TEST(FindHead, LooksOnlyAtWhatIsNew) {
  std::size_t scanned = 0;
  EXPECT_EQ(find_head("GET / HTTP/1.1\r\nHost: a\r\n\r", scanned, {}), 0U);
  EXPECT_EQ(find_head("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest", scanned, {}), 27U);
}

TEST(QueryValue, DecodesByName) {
  EXPECT_EQ(query_value("a=1&b=x%20y+z&b=2", "b"), "x y z");
  EXPECT_EQ(query_value("a=1", "b"), std::nullopt);
  EXPECT_EQ(query_value("flag", "flag"), "");
  EXPECT_EQ(query_value("a=%", "a"), std::nullopt);
}

TEST(CookieValue, FindsOneAmongMany) {
  Request request;
  request.headers = {{"Cookie", "a=1; __Host-x=tok=en;b=2"}};
  EXPECT_EQ(cookie_value(request, "__Host-x"), "tok=en");
  EXPECT_EQ(cookie_value(request, "x"), std::nullopt);
}

TEST(HttpDate, IsTheOneOfTheStandard) { EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT"); }

TEST(RedirectAnswer, KeepsTargetAndHostButNotThePort) {
  const auto answer = redirect_answer("GET /x?y HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 443);
  EXPECT_NE(answer.find("Location: https://[::1]/x?y\r\n"), std::string::npos);
  EXPECT_EQ(redirect_answer("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 443), "");
  EXPECT_EQ(redirect_answer("nonsense\r\n\r\n", 443), "");
}

}  // namespace
}  // namespace wardroom::net
