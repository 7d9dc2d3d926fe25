// history: how fast pages of a long channel are read, anywhere in it.
#include <fmt/format.h>

#include <deque>
#include <random>

#include "benches.h"
#include "figures.h"
#include "http_peer.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// Posts over many connections at once, so that the server may commit them in groups.
void fill(Engine& engine, const client::ServerAddress& address, std::vector<client::Session>& people,
          const std::string& path, int messages) {
  std::deque<HttpPeer> peers;
  int begun = 0;
  int done = 0;
  const auto next = [&](HttpPeer& peer) {
    if (begun < messages)
      peer.request("POST", path, fmt::format(R"({{"text":"message number {} of a long history"}})", ++begun));
  };
  for (std::size_t i = 0; i < 64; ++i) {
    engine.connect(peers.emplace_back(address.authority(), people[i % people.size()].access_token(), next,
                                      [&](HttpPeer& peer, int status, std::int64_t, std::int64_t) {
                                        if (status >= 300) throw std::runtime_error("a post was refused");
                                        ++done;
                                        next(peer);
                                      }));
  }
  if (!engine.run_until([&] { return done >= messages; }, 600 * second)) {
    throw std::runtime_error("the history could not be written in ten minutes");
  }
}

}  // namespace

void history(const HistoryOptions& options) {
  const Figures figures("history", options.target.json);
  Target target(options.target);
  auto people = target.people(8);
  const auto path = "/api/v1/channels/" + target.new_channel(people) + "/messages";
  Engine engine(target.address());
  const auto fill_began = now_ns();
  fill(engine, target.address(), people, path, options.messages);
  figures.add("written_per_second",
              options.messages / (static_cast<double>(now_ns() - fill_began) / static_cast<double>(second)), "1/s");

  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same pages each time
  std::uniform_int_distribution<int> before(options.page, std::max(options.page, options.messages));
  Histogram latency;
  std::uint64_t refused = 0;
  const auto read = [&](HttpPeer& peer) {
    peer.request("GET", fmt::format("{}?before={}&limit={}", path, before(random), options.page));
  };
  std::deque<HttpPeer> peers;
  for (int i = 0; i < options.connections; ++i) {
    engine.connect(peers.emplace_back(target.address().authority(),
                                      people[static_cast<std::size_t>(i) % people.size()].access_token(), read,
                                      [&](HttpPeer& peer, int status, std::int64_t from, std::int64_t to) {
                                        if (status == 200) {
                                          latency.record(to - from);
                                        } else {
                                          ++refused;
                                        }
                                        read(peer);
                                      }));
  }
  engine.run_until([] { return false; }, second);
  latency = {};
  refused = 0;
  const auto cpu = cpu_seconds(target.pid());
  const auto began = now_ns();
  engine.run_until([] { return false; }, options.seconds * second);
  const auto taken = static_cast<double>(now_ns() - began) / static_cast<double>(second);
  const auto count = static_cast<double>(latency.count());
  figures.add("page", options.page, "messages");
  figures.add("pages_per_second", count / taken, "1/s");
  figures.add("refused", static_cast<double>(refused), "reads");
  latency.print(figures, "page");
  if (target.pid() != 0 && count > 0) {
    figures.add("server_cpu_per_thousand", (cpu_seconds(target.pid()) - cpu) / count * 1e3, "s");
  }
}

}  // namespace wardroom::bench
