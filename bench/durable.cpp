// durable: how many posts a second are on disk and acknowledged, from many connections that each wait for their answer.
#include <fmt/format.h>

#include <deque>

#include "benches.h"
#include "figures.h"
#include "http_peer.h"
#include "websocket_peer.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;

struct Posts {
  bool on = true;
  Histogram latency;
  std::uint64_t refused = 0;
  void answered(bool fine, std::int64_t took) {
    if (!on) return;
    if (fine) {
      latency.record(took);
    } else {
      ++refused;
    }
  }
};

class PostingSocket final : public WebSocketPeer {
 public:
  PostingSocket(const std::string& authority, std::string target, std::string command, Posts& posts)
      : WebSocketPeer(authority, std::move(target)), command_(std::move(command)), posts_(posts) {}
  void post() {
    began_ = now_ns();
    send_text(command_);
  }
  void on_text(std::string_view text, std::int64_t now) override {
    if (text.substr(0, 80).find(R"("event":)") != std::string_view::npos) return;
    posts_.answered(text.find(R"("problem":)") == std::string_view::npos, now - began_);
    post();
  }

 private:
  std::string command_;
  Posts& posts_;
  std::int64_t began_ = 0;
};

void report(Engine& engine, Posts& posts, const DurableOptions& options, pid_t pid) {
  const Figures figures("durable", options.target.json);
  engine.run_until([] { return false; }, second);
  posts.latency = {};
  posts.refused = 0;
  const auto cpu = cpu_seconds(pid);
  const auto began = now_ns();
  engine.run_until([] { return false; }, options.seconds * second);
  const auto taken = static_cast<double>(now_ns() - began) / static_cast<double>(second);
  posts.on = false;
  const auto count = static_cast<double>(posts.latency.count());
  figures.add("connections", options.connections, "connections");
  figures.add("posts_per_second", count / taken, "1/s");
  figures.add("refused", static_cast<double>(posts.refused), "posts");
  posts.latency.print(figures, "acknowledged");
  if (pid != 0 && count > 0) figures.add("server_cpu_per_thousand", (cpu_seconds(pid) - cpu) / count * 1e3, "s");
}

void over_websocket(Target& target, std::vector<client::Session>& people, const std::vector<std::string>& channels,
                    const std::string& text, const DurableOptions& options) {
  Engine engine(target.address());
  Posts posts;
  std::deque<PostingSocket> sockets;
  const auto all = tickets(people, options.connections);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& socket =
        sockets.emplace_back(target.address().authority(), "/api/v1/realtime?ticket=" + all[i],
                             fmt::format(R"({{"id":1,"op":"message.post","args":{{"channel":"{}","text":"{}"}}}})",
                                         channels[i % channels.size()], text),
                             posts);
    engine.connect(socket);
    if (!engine.run_until([&] { return socket.open() || socket.lost(); }, 30 * second) || socket.lost()) {
      throw std::runtime_error("the server refused a connection");
    }
  }
  for (auto& socket : sockets) socket.post();
  report(engine, posts, options, target.pid());
}

void over_http(Target& target, std::vector<client::Session>& people, const std::vector<std::string>& channels,
               const std::string& text, const DurableOptions& options) {
  Engine engine(target.address());
  Posts posts;
  std::deque<HttpPeer> peers;
  const auto body = fmt::format(R"({{"text":"{}"}})", text);
  for (int i = 0; i < options.connections; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const auto path = "/api/v1/channels/" + channels[n % channels.size()] + "/messages";
    const auto post = [path, body](HttpPeer& peer) { peer.request("POST", path, body); };
    engine.connect(peers.emplace_back(target.address().authority(), people[n % people.size()].access_token(), post,
                                      [&posts, post](HttpPeer& peer, int status, std::int64_t from, std::int64_t to) {
                                        posts.answered(status < 300, to - from);
                                        post(peer);
                                      }));
  }
  report(engine, posts, options, target.pid());
}

}  // namespace

void durable(const DurableOptions& options) {
  Target target(options.target);
  auto people = target.people(8);
  std::vector<std::string> channels;
  for (int i = 0; i < options.channels; ++i) channels.push_back(target.new_channel(people));
  const std::string text(static_cast<std::size_t>(std::max(1, options.text_bytes)), 'd');
  (options.websocket ? over_websocket : over_http)(target, people, channels, text, options);
}

}  // namespace wardroom::bench
