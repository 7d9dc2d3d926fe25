// A real server on a free port of the loopback, with certificates of its own and an application a test programs.
#pragma once
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "client/http_client.h"
#include "client/websocket_client.h"
#include "net/local_ca.h"
#include "net/server.h"

namespace wardroom::net::test {

using namespace std::chrono_literals;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "wardroom-net-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = 5s) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

// Remembers what happened to one socket; on_text answers through `reply`.
struct SocketLog {
  std::mutex mutex;
  std::shared_ptr<Socket> socket;
  std::vector<std::string> texts;
  int opened = 0;
  int closed = 0;
  int overflows = 0;
  std::function<void(Socket&, std::string_view)> reply;
  std::string greeting;

  template <typename F>
  auto with(F&& f) {
    const std::lock_guard lock(mutex);
    return f(*this);
  }
};

class LoggingHandler final : public SocketHandler {
 public:
  explicit LoggingHandler(std::shared_ptr<SocketLog> log) : log_(std::move(log)) {}
  void on_open(std::shared_ptr<Socket> socket) override {
    if (!log_->greeting.empty()) socket->send(text_frame(log_->greeting));
    const std::lock_guard lock(log_->mutex);
    socket_ = socket;
    log_->socket = std::move(socket);
    ++log_->opened;
  }
  void on_text(std::string_view text) override {
    log_->with([&](auto& log) { log.texts.emplace_back(text); });
    if (log_->reply) log_->reply(*socket_, text);
  }
  void on_close() override {
    log_->with([](auto& log) { ++log.closed; });
  }
  void on_overflow() override {
    log_->with([](auto& log) { ++log.overflows; });
    socket_->send(text_frame("overflow"));
    socket_->send(text_frame("one too many"));
  }

 private:
  std::shared_ptr<SocketLog> log_;
  std::shared_ptr<Socket> socket_;
};

class TestApplication final : public Application {
 public:
  std::function<void(Request, Respond)> on_request = [](Request request, Respond respond) {
    respond(Response::text(200, request.method + " " + request.path + " " + request.body));
  };
  std::size_t limit = 1000;
  std::string socket_path = "/socket";
  std::shared_ptr<SocketLog> log = std::make_shared<SocketLog>();
  std::atomic<int> limit_asked{0};

  std::size_t body_limit(const Request&) override {
    ++limit_asked;
    return limit;
  }
  void handle(Request request, Respond respond) override { on_request(std::move(request), std::move(respond)); }
  void upgrade(Request request, Upgrade decide) override {
    if (request.path != socket_path) return decide(std::unexpected(Response::text(403, "not here")));
    decide(std::make_unique<LoggingHandler>(log));
  }
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    const auto ca = ensure_local_ca(dir.path(), {});
    options.address = "127.0.0.1";
    options.port = 0;
    options.cores = 2;
    options.tls = {ca.certificate, ca.private_key, false};
    options.timeouts.tick = 5ms;
    options.timeouts.drain = 1s;
    authority = ca.authority;
  }
  ~ServerTest() override { server.reset(); }

  void start() {
    server = std::make_unique<Server>(options, application);
    server->start();
  }
  client::ServerAddress address() const { return {"127.0.0.1", server->port(), authority, {}}; }
  client::HttpClient http() const { return client::HttpClient(address(), 10s); }
  client::WebSocketClient websocket() const { return {address(), "/socket", {}, 10s}; }

  // Sends bytes as they are, and reads until the server ends the connection.
  std::string raw(std::string_view bytes, std::chrono::milliseconds limit = 10s) const {
    client::TlsStream stream(address(), limit);
    stream.write(bytes);
    return rest_of(stream);
  }
  static std::string rest_of(client::TlsStream& stream) {
    std::string out;
    std::array<char, 4096> part{};
    while (const auto n = stream.read(part)) out.append(part.data(), n);
    return out;
  }

  TemporaryDirectory dir;
  std::filesystem::path authority;
  ServerOptions options;
  TestApplication application;
  std::unique_ptr<Server> server;
};

inline int status_of(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

// Without TLS, on the loopback: sends, and reads until the end.
inline std::string plain_exchange(std::uint16_t port, std::string_view bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) {
    send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    std::array<char, 1024> part{};
    for (ssize_t n = 0; (n = recv(fd, part.data(), part.size(), 0)) > 0;) {
      answer.append(part.data(), static_cast<std::size_t>(n));
    }
  }
  close(fd);
  return answer;
}

inline std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

}  // namespace wardroom::net::test
