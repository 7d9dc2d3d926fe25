// rekey: how much slower posts get while all messages of the workspace are moved to new keys, in one run: first the
// posts alone, then with the re-encryption, at the same rate.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <thread>

#include "benches.h"
#include "figures.h"
#include "websocket_peer.h"

namespace wardroom::bench {
namespace {

namespace json = boost::json;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t seconds_alone = 10;

class Poster final : public WebSocketPeer {
 public:
  Poster(const std::string& authority, std::string target, std::string command, Histogram& latency)
      : WebSocketPeer(authority, std::move(target)), command_(std::move(command)), latency_(latency) {}
  bool idle() const { return sent_.empty(); }
  // From when it was due: a post that waits for its turn is late too.
  void post(std::int64_t due) {
    sent_.push_back(due);
    send_text(command_);
  }
  void on_text(std::string_view text, std::int64_t now) override {
    if (text.substr(0, 80).find(R"("event":)") != std::string_view::npos) return;
    if (text.find(R"("problem":)") != std::string_view::npos) throw std::runtime_error(std::string(text));
    latency_.record(now - sent_.front());
    sent_.pop_front();
    ++answered;
  }
  std::uint64_t answered = 0;

 private:
  std::string command_;
  Histogram& latency_;
  std::deque<std::int64_t> sent_;
};

class Crowd {
 public:
  Crowd(Target& target, std::vector<client::Session>& people, const std::string& channel, int connections)
      : engine_(target.address()) {
    const auto command = fmt::format(R"({{"id":1,"op":"message.post","args":{{"channel":"{}","text":"{}"}}}})", channel,
                                     std::string(120, 'r'));
    for (const auto& ticket : tickets(people, connections)) {
      auto& poster =
          posters_.emplace_back(target.address().authority(), "/api/v1/realtime?ticket=" + ticket, command, latency);
      engine_.connect(poster);
      if (!engine_.run_until([&] { return poster.open() || poster.lost(); }, 30 * second) || poster.lost()) {
        throw std::runtime_error("the server refused a connection");
      }
    }
  }
  // As fast as they are acknowledged.
  void fill(std::uint64_t count) {
    const auto answered = [this] {
      std::uint64_t sum = 0;
      for (const auto& poster : posters_) sum += poster.answered;
      return sum;
    };
    for (std::uint64_t sent = answered(), until = sent + count; answered() < until;) {
      for (auto& poster : posters_) {
        if (poster.idle() && sent < until) poster.post(now_ns()), ++sent;
      }
      engine_.poll(10);
    }
  }
  // At this rate, for as long as it is wanted.
  template <typename F>
  void post_while(double rate, F&& wanted) {
    const auto gap = static_cast<std::int64_t>(static_cast<double>(second) / rate);
    auto due = now_ns();
    for (std::size_t turn = 0; wanted(); engine_.poll(1)) {
      for (; due <= now_ns(); due += gap) posters_[turn++ % posters_.size()].post(due);
    }
    engine_.run_until([this] { return std::ranges::all_of(posters_, &Poster::idle); }, 10 * second);
  }
  Histogram latency;

 private:
  Engine engine_;
  std::deque<Poster> posters_;
};

}  // namespace

void rekey(const RekeyOptions& options) {
  const Figures figures("rekey", options.target.json);
  Target target(options.target);
  auto people = target.people(8);
  const auto channel = target.new_channel(people);
  Crowd crowd(target, people, channel, options.connections);
  crowd.fill(static_cast<std::uint64_t>(options.messages));

  crowd.post_while(options.rate, [until = now_ns() + second] { return now_ns() < until; });  // warm
  crowd.latency = {};
  crowd.post_while(options.rate, [until = now_ns() + seconds_alone * second] { return now_ns() < until; });
  crowd.latency.print(figures, "alone");

  auto& owner = target.owner();
  owner.request("POST", "/keys/rotate", json::object{{"key", "workspace"}});
  owner.request("POST", "/keys/reencrypt", json::object{});
  crowd.latency = {};
  const auto began = now_ns();
  std::atomic<bool> running = true;
  json::value last;
  std::jthread watch([&] {
    while (running) {
      last = owner.get("/keys/status");
      if (last.at("state").as_string() != "running") running = false;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  crowd.post_while(options.rate, [&] { return running.load(); });
  watch.join();
  const auto taken = static_cast<double>(now_ns() - began) / static_cast<double>(second);
  if (last.at("state").as_string() != "done") throw std::runtime_error("the re-encryption did not end well");
  const auto moved = static_cast<double>(last.at("resealed").as_int64());
  crowd.latency.print(figures, "with_reencryption");
  figures.add("moved", moved, "values");
  figures.add("seconds", taken, "s");
  figures.add("moved_per_second", moved / taken, "1/s");
}

}  // namespace wardroom::bench
