// search: how fast two words are found in a long history, each pair once.
#include <fmt/format.h>

#include <deque>

#include "benches.h"
#include "figures.h"
#include "http_peer.h"
#include "search_fill.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::size_t words = 60'000;

using Pick = std::function<std::string(std::mt19937&)>;

// As many connections as given, each asking again when it has its answer.
void ask(const Figures& figures, const std::string& name, Target& target, const SearchOptions& options,
         const Pick& pick) {
  Engine engine(target.address());
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same questions each time
  Histogram latency;
  std::uint64_t refused = 0;
  const auto next = [&](HttpPeer& peer) {
    peer.request("GET", fmt::format("/api/v1/search?limit=20&q={}", pick(random)));
  };
  std::deque<HttpPeer> peers;
  for (int i = 0; i < options.connections; ++i) {
    engine.connect(peers.emplace_back(target.address().authority(), target.owner().access_token(), next,
                                      [&](HttpPeer& peer, int status, std::int64_t from, std::int64_t to) {
                                        if (status == 200) {
                                          latency.record(to - from);
                                        } else {
                                          ++refused;
                                        }
                                        next(peer);
                                      }));
  }
  engine.run_until([] { return false; }, second);
  latency = {};
  const auto began = now_ns();
  engine.run_until([] { return false; }, options.seconds * second);
  const auto taken = static_cast<double>(now_ns() - began) / static_cast<double>(second);
  figures.add(name + "_per_second", static_cast<double>(latency.count()) / taken, "1/s");
  figures.add(name + "_refused", static_cast<double>(refused), "searches");
  latency.print(figures, name);
}

std::string pair_between(const Vocabulary& vocabulary, std::size_t from, std::size_t to, std::mt19937& random) {
  std::uniform_int_distribution<std::size_t> rank(from, to - 1);
  return vocabulary.word(rank(random)) + "+" + vocabulary.word(rank(random));
}

}  // namespace

void search(const SearchOptions& options) {
  const Figures figures("search", options.target.json);
  Target target(options.target);
  const Vocabulary vocabulary(words);
  const auto began = now_ns();
  target.offline([&](const std::filesystem::path& data, const std::filesystem::path& key_file) {
    fill_history({data, key_file, options.messages}, vocabulary);
  });
  const auto taken = static_cast<double>(now_ns() - began) / static_cast<double>(second);
  figures.add("messages", options.messages, "messages");
  figures.add("filled_per_second", options.messages / taken, "1/s");
  const auto between = [&](std::size_t from, std::size_t to) {
    return [&vocabulary, from, to](std::mt19937& random) { return pair_between(vocabulary, from, to, random); };
  };
  // As people write: each word as likely as in the texts.
  ask(figures, "as_written", target, options,
      [&](std::mt19937& random) { return vocabulary.any(random) + "+" + vocabulary.any(random); });
  ask(figures, "common", target, options, between(0, 50));
  ask(figures, "middling", target, options, between(50, 2000));
  ask(figures, "rare", target, options, between(2000, words));
  ask(figures, "beginning", target, options,
      [&](std::mt19937& random) { return vocabulary.any(random).substr(0, 4) + "*+" + vocabulary.any(random); });
  figures.add("server_rss", rss_kib(target.pid()), "KiB");
}

}  // namespace wardroom::bench
