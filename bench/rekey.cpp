// rekey: how much slower posts get while all messages of the workspace are moved to new keys, in one run: first the
// posts alone, then with the re-encryption, at the same rate.
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "benches.h"
#include "crowd.h"

namespace wardroom::bench {
namespace {

namespace json = boost::json;
constexpr std::int64_t second = 1'000'000'000;

}  // namespace

void rekey(const RekeyOptions& options) {
  const Figures figures("rekey", options.target.json);
  Target target(options.target);
  auto people = target.people(8);
  const auto channel = target.new_channel(people);
  Crowd crowd(target, people, channel, options.connections);
  crowd.fill(static_cast<std::uint64_t>(options.messages));

  crowd.measure_alone(options.rate, figures);

  auto& owner = target.owner();
  owner.request("POST", "/keys/rotate", json::object{{"key", "workspace"}});
  owner.request("POST", "/keys/reencrypt", json::object{});
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
