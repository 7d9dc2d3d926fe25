// idle: what a connected but silent client costs the server in memory.
#include <algorithm>
#include <deque>

#include "benches.h"
#include "figures.h"
#include "floor.h"
#include "websocket_peer.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr int ticket_batch = 200;  // tickets live 30 seconds
constexpr int warm_connections = 100;

class Silent final : public WebSocketPeer {
 public:
  using WebSocketPeer::WebSocketPeer;
  void on_text(std::string_view, std::int64_t) override {}
};

void open_more(Engine& engine, std::deque<Silent>& peers, const std::string& authority,
               const std::vector<std::string>& targets) {
  for (const auto& target : targets) {
    auto& peer = peers.emplace_back(authority, target);
    engine.connect(peer);
    if (!engine.run_until([&] { return peer.open() || peer.lost(); }, 30 * second) || peer.lost()) {
      throw std::runtime_error("the server refused connection " + std::to_string(peers.size()));
    }
  }
}

template <typename MoreTargets>
void measure(const client::ServerAddress& address, pid_t pid, const IdleOptions& options, MoreTargets more) {
  if (pid == 0) throw std::runtime_error("give --server-pid, so that its memory can be read");
  const Figures figures("idle", options.target.json);
  Engine engine(address);
  std::deque<Silent> peers;
  open_more(engine, peers, address.authority(), more(warm_connections));
  engine.run_until([] { return false; }, 2 * second);
  const auto before = rss_kib(pid);
  for (int left = options.connections; left > 0; left -= ticket_batch) {
    open_more(engine, peers, address.authority(), more(std::min(left, ticket_batch)));
  }
  engine.run_until([] { return false; }, 3 * second);
  const auto after = rss_kib(pid);
  const auto cpu = cpu_seconds(pid);
  engine.run_until([] { return false; }, 5 * second);
  std::size_t lost = 0;
  for (const auto& peer : peers) lost += peer.lost();
  figures.add("connections", options.connections, "connections");
  figures.add("lost", static_cast<double>(lost), "connections");
  figures.add("rss_before", before, "KiB");
  figures.add("rss_after", after, "KiB");
  figures.add("rss_per_connection", (after - before) / options.connections, "KiB");
  figures.add("server_cpu_while_idle", (cpu_seconds(pid) - cpu) / 5 * 100, "% of one core");
}

}  // namespace

void idle(const IdleOptions& options) {
  if (options.floor) {
    const FloorServer server;
    return measure(server.address(), server.pid(), options,
                   [](int n) { return std::vector<std::string>(static_cast<std::size_t>(n), "/floor"); });
  }
  Target target(options.target);
  auto people = target.people(8);
  target.new_channel(people);
  measure(target.address(), target.pid(), options, [&](int n) {
    std::vector<std::string> out;
    for (const auto& ticket : tickets(people, n)) out.push_back("/api/v1/realtime?ticket=" + ticket);
    return out;
  });
}

}  // namespace wardroom::bench
