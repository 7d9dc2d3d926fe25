#include "floor.h"

#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdio>

#include "benches.h"
#include "net/local_ca.h"
#include "net/server.h"

namespace wardroom::bench {
namespace {

// Answers as a chat server would: an acknowledgement to the sender, an event to everyone.
class Broadcast final : public net::Application {
 public:
  void attach(net::Server& server) {
    server_ = &server;
    sockets_.resize(server.cores());
  }
  std::size_t body_limit(const net::Request&) override { return 0; }
  void handle(net::Request, net::Respond respond) override { respond(net::Response::text(200, "floor")); }
  void upgrade(net::Request, net::Upgrade decide) override { decide(std::make_unique<Handler>(*this)); }

 private:
  using Sockets = std::vector<net::Socket*>;
  class Handler final : public net::SocketHandler {
   public:
    explicit Handler(Broadcast& all) : all_(all) {}
    void on_open(std::shared_ptr<net::Socket> socket) override {
      socket_ = std::move(socket);
      all_.sockets_[socket_->core()].push_back(socket_.get());
      static const auto hello = net::text_frame(R"({"event":"hello"})");
      socket_->send(hello);
    }
    void on_text(std::string_view text) override {
      static const auto ok = net::text_frame(R"({"id":0,"ok":{}})");
      socket_->send(ok);
      all_.tell(net::text_frame(fmt::format(R"({{"event":"message.posted","message":{}}})", text)));
    }
    void on_close() override { std::erase(all_.sockets_[socket_->core()], socket_.get()); }
    void on_overflow() override { socket_->send(net::text_frame(R"({"event":"overflow"})")); }

   private:
    Broadcast& all_;
    std::shared_ptr<net::Socket> socket_;
  };

  void tell(const net::Frame& frame) {
    for (unsigned core = 0; core < sockets_.size(); ++core) {
      server_->post(core, [this, core, frame] {
        for (auto* const socket : sockets_[core]) socket->send(frame);
      });
    }
  }

  net::Server* server_ = nullptr;
  std::vector<Sockets> sockets_;  // by core
};

}  // namespace

FloorServer::FloorServer() : child_({"/proc/self/exe", "floor-server"}, {}) {
  const auto line = child_.await_line("ready", std::chrono::seconds(30));
  const auto space = line.find(' ');
  address_ = client::ServerAddress::parse(line.substr(0, space), line.substr(space + 1));
}

void serve_floor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::string directory = (std::filesystem::temp_directory_path() / "wardroom-floor-XXXXXX").string();
  if (!mkdtemp(directory.data())) throw std::runtime_error("cannot make a temporary directory");
  const auto ca = net::ensure_local_ca(directory, {});
  net::ServerOptions options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.tls = {ca.certificate, ca.private_key, false};
  options.limits.connections_per_address = 1'000'000;
  Broadcast application;
  net::Server server(options, application);
  application.attach(server);
  server.start();
  fmt::print("ready https://127.0.0.1:{} {}\n", server.port(), ca.authority.string());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  std::filesystem::remove_all(directory);
}

}  // namespace wardroom::bench
