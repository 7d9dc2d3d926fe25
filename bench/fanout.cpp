// fanout: how fast, how evenly and at what price a post reaches everyone who is connected.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <deque>
#include <memory>
#include <optional>

#include "benches.h"
#include "figures.h"
#include "floor.h"
#include "websocket_peer.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::string_view marker = "wrb:";  // followed by the time of sending, 19 digits of nanoseconds
constexpr std::size_t digits = 19;
constexpr std::size_t handshakes_at_once = 32;

struct Counters {
  Histogram latency;
  std::int64_t last = 0;
  std::uint64_t overflows = 0;
};

class Receiver final : public WebSocketPeer {
 public:
  Receiver(const std::string& authority, std::string target, Counters& counters)
      : WebSocketPeer(authority, std::move(target)), counters_(counters) {}
  void on_text(std::string_view text, std::int64_t now) override {
    const auto at = text.find(marker);
    if (at == std::string_view::npos || at + marker.size() + digits > text.size()) {
      counters_.overflows += text.find(R"("event":"overflow")") != std::string_view::npos;
      return;
    }
    std::int64_t sent = 0;
    const auto* const first = text.data() + at + marker.size();
    std::from_chars(first, first + digits, sent);
    counters_.latency.record(now - sent);
    counters_.last = now;
  }

 private:
  Counters& counters_;
};

class Sender final : public WebSocketPeer {
 public:
  Sender(const std::string& authority, std::string target, std::string channel, int text_bytes)
      : WebSocketPeer(authority, std::move(target)), channel_(std::move(channel)) {
    padding_.assign(static_cast<std::size_t>(std::max(0, text_bytes - static_cast<int>(marker.size() + digits + 1))),
                    '.');
  }
  void post() {
    send_text(fmt::format(R"({{"id":{},"op":"message.post","args":{{"channel":"{}","text":"{}{:019} {}"}}}})",
                          ++posted_, channel_, marker, now_ns(), padding_));
  }
  void on_text(std::string_view text, std::int64_t) override {
    const auto head = text.substr(0, 80);
    if (head.find(R"("event":)") != std::string_view::npos) return;
    ++answered_;
    if (text.find(R"("problem":)") != std::string_view::npos) ++refused_;
  }
  std::uint64_t posted() const { return posted_; }
  std::uint64_t under_way() const { return posted_ - answered_; }
  std::uint64_t refused() const { return refused_; }

 private:
  std::string channel_;
  std::string padding_;
  std::uint64_t posted_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t refused_ = 0;
};

// A few handshakes at a time: they cost the server more than anything that follows.
template <typename P>
void open_all(Engine& engine, std::deque<P>& peers) {
  std::size_t begun = 0;
  std::size_t open = 0;
  const auto until = now_ns() + 120 * second;
  while (open < peers.size()) {
    while (begun < peers.size() && begun - open < handshakes_at_once) engine.connect(peers[begun++]);
    engine.poll(10);
    while (open < begun && (peers[open].open() || peers[open].lost())) {
      if (peers[open].lost()) throw std::runtime_error("the server refused a connection");
      ++open;
    }
    if (now_ns() > until) throw std::runtime_error("the connections could not all be opened");
  }
}

struct Room {
  client::ServerAddress address;
  pid_t pid = 0;
  std::string channel;
  std::vector<std::string> targets;  // one for each connection
};

std::uint64_t total(const std::deque<Sender>& senders, std::uint64_t (Sender::*what)() const) {
  std::uint64_t sum = 0;
  for (const auto& sender : senders) sum += (sender.*what)();
  return sum;
}

void send_for(Engine& engine, std::deque<Sender>& senders, const FanoutOptions& options, double seconds) {
  const auto began = now_ns();
  const auto until = began + static_cast<std::int64_t>(seconds * static_cast<double>(second));
  std::uint64_t due = 0;
  for (auto now = began; now < until; now = now_ns()) {
    if (options.rate > 0) {
      const auto planned =
          static_cast<std::uint64_t>(static_cast<double>(now - began) / static_cast<double>(second) * options.rate);
      for (; due < planned; ++due) senders[due % senders.size()].post();
    } else {
      for (auto& sender : senders) {
        while (sender.under_way() < static_cast<std::uint64_t>(options.window)) sender.post();
      }
    }
    engine.poll(1);
  }
}

void measure(const Room& room, const FanoutOptions& options) {
  const Figures figures("fanout", options.target.json);
  Engine engine(room.address);
  Counters counters;
  std::deque<Receiver> receivers;
  std::deque<Sender> senders;
  const auto authority = room.address.authority();
  for (int i = 0; i < options.receivers; ++i) {
    receivers.emplace_back(authority, room.targets.at(static_cast<std::size_t>(i)), counters);
  }
  for (int i = 0; i < options.senders; ++i) {
    senders.emplace_back(authority, room.targets.at(static_cast<std::size_t>(options.receivers + i)), room.channel,
                         options.text_bytes);
  }
  open_all(engine, receivers);
  open_all(engine, senders);
  engine.run_until([] { return false; }, second);  // what opening set off calms down

  const auto drained = [&] {
    return total(senders, &Sender::under_way) == 0 &&
           counters.latency.count() >= total(senders, &Sender::posted) * receivers.size();
  };
  send_for(engine, senders, options, 1);  // warm
  engine.run_until(drained, 5 * second);
  counters = {};
  const auto before = total(senders, &Sender::posted);
  const auto cpu_before = cpu_seconds(room.pid);
  const auto own_before = cpu_seconds(getpid());
  const auto began = now_ns();
  send_for(engine, senders, options, options.seconds);
  const auto expected = (total(senders, &Sender::posted) - before) * receivers.size();
  engine.run_until([&] { return counters.latency.count() >= expected; }, 5 * second);

  const auto delivered = static_cast<double>(counters.latency.count());
  const auto taken = static_cast<double>(std::max(counters.last, began + 1) - began) / static_cast<double>(second);
  figures.add("receivers", options.receivers, "connections");
  figures.add("posts", static_cast<double>(expected) / options.receivers, "posts");
  figures.add("deliveries", delivered, "deliveries");
  figures.add("missed", static_cast<double>(expected) - delivered, "deliveries");
  figures.add("overflows", static_cast<double>(counters.overflows), "events");
  figures.add("refused", static_cast<double>(total(senders, &Sender::refused)), "posts");
  figures.add("deliveries_per_second", delivered / taken, "1/s");
  counters.latency.print(figures, "latency");
  if (room.pid != 0 && delivered > 0) {
    figures.add("server_cpu_per_million", (cpu_seconds(room.pid) - cpu_before) / delivered * 1e6, "s");
  }
  figures.add("generator_cpu_per_million", (cpu_seconds(getpid()) - own_before) / std::max(1.0, delivered) * 1e6, "s");
}

}  // namespace

void fanout(const FanoutOptions& options) {
  const int connections = options.receivers + options.senders;
  if (options.floor) {
    const FloorServer server;
    return measure({server.address(), server.pid(), "chn_floor",
                    std::vector<std::string>(static_cast<std::size_t>(connections), "/floor")},
                   options);
  }
  Target target(options.target);
  auto people = target.people(8);
  Room room{target.address(), target.pid(), target.new_channel(people), {}};
  for (const auto& ticket : tickets(people, connections)) room.targets.push_back("/api/v1/realtime?ticket=" + ticket);
  measure(room, options);
}

}  // namespace wardroom::bench
