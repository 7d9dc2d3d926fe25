// A signed-in person, as programs use one: login, JSON calls, and the realtime connection. The access token is renewed
// by the refresh token when it has ended. A Problem of the server is thrown as base::Problem. One thread at a time.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client/http_client.h"
#include "client/websocket_client.h"

namespace wardroom::client {

// One JSON call without a session. Throws base::Problem for an error answer.
boost::json::value call(HttpClient& http, std::string_view method, std::string_view path,
                        const boost::json::value& body = nullptr, const net::Headers& headers = {});

// The server's events in order. It remembers the last sequence number of each channel, so that resume() after a new
// connect asks for exactly what was missed.
class Realtime {
 public:
  Realtime(const ServerAddress& server, const std::string& ticket);  // returns once hello has come

  const boost::json::object& hello() const { return hello_; }
  // The next event; nullopt: none in time, or closed. Answers to commands are not events.
  std::optional<boost::json::object> next(std::chrono::milliseconds limit);
  // Sends a command and waits for its answer; events that come meanwhile are kept for next().
  boost::json::value command(std::string_view op, const boost::json::object& args,
                             std::chrono::milliseconds limit = std::chrono::seconds(30));
  void resume(const std::map<std::string, std::int64_t>& channels);
  const std::map<std::string, std::int64_t>& last_seqs() const { return last_seqs_; }
  WebSocketClient& socket() { return socket_; }

 private:
  std::optional<boost::json::object> receive(std::chrono::milliseconds limit);
  void note(const boost::json::object& event);

  WebSocketClient socket_;
  boost::json::object hello_;
  std::int64_t last_id_ = 0;
  std::deque<boost::json::object> events_;
  std::map<std::string, std::int64_t> last_seqs_;
};

class Session {
 public:
  static Session login(const ServerAddress& server, std::string_view workspace, std::string_view username,
                       std::string_view password);
  static Session from_tokens(const ServerAddress& server, const boost::json::value& tokens);

  boost::json::value get(std::string_view path) { return request("GET", path); }
  boost::json::value request(std::string_view method, std::string_view path, const boost::json::value& body = nullptr);
  boost::json::value post(std::string_view channel, std::string_view text, std::string_view nonce = {});
  Realtime events();  // opens a realtime connection with a fresh ticket

  const std::string& access_token() const { return access_; }
  const boost::json::object& user() const { return user_; }
  HttpClient& http() { return http_; }

 private:
  explicit Session(const ServerAddress& server) : http_(server) {}
  void take(const boost::json::value& tokens);
  void renew();

  HttpClient http_;
  std::string access_;
  std::string refresh_;
  std::chrono::steady_clock::time_point renew_at_;
  boost::json::object user_;
};

}  // namespace wardroom::client
