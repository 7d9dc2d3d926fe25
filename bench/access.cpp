// access: what a decision costs in a large workspace, and how soon a change of it reaches everybody connected.
#include <fmt/format.h>

#include <deque>
#include <thread>

#include "access_fill.h"
#include "benches.h"
#include "figures.h"
#include "websocket_peer.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;

struct Change {
  std::string method, path;
  boost::json::value body;
};

// What a change makes be heard: frames with this text, so many of them by so many connections.
struct Told {
  std::string text;
  int listeners = 0, frames = 0;
};

// Counts frames that hold a text.
class Listener final : public WebSocketPeer {
 public:
  using WebSocketPeer::WebSocketPeer;
  void on_text(std::string_view text, std::int64_t now) override {
    if (waiting_for.empty() || text.find(waiting_for) == std::string_view::npos) return;
    ++heard;
    last = now;
  }
  std::string waiting_for;
  int heard = 0;
  std::int64_t last = 0;
};

class Listeners {
 public:
  Listeners(Target& target, std::vector<client::Session>& people, int connections) : engine_(target.address()) {
    for (const auto& ticket : tickets(people, connections)) {
      auto& listener = all_.emplace_back(target.address().authority(), "/api/v1/realtime?ticket=" + ticket);
      engine_.connect(listener);
      if (!engine_.run_until([&] { return listener.open() || listener.lost(); }, 30 * second) || listener.lost()) {
        throw std::runtime_error("the server refused a connection");
      }
    }
  }

  // Asks once, and waits until all that are to hear of it have. Nanoseconds until the last one did.
  std::int64_t time(const Told& told, const std::function<void()>& ask) {
    for (auto& each : all_) each.waiting_for = told.text, each.heard = 0, each.last = 0;
    const auto began = now_ns();
    std::exception_ptr error;
    std::thread asking([&] {
      try {
        ask();
      } catch (...) {
        error = std::current_exception();
      }
    });
    const auto done = [&] {
      return std::ranges::count_if(all_, [&](const Listener& each) { return each.heard >= told.frames; }) >=
             told.listeners;
    };
    const bool heard = engine_.run_until(done, 10 * second);
    asking.join();
    if (error) std::rethrow_exception(error);
    if (!heard) throw std::runtime_error("not everybody heard of " + told.text);
    std::int64_t last = began;
    for (const auto& each : all_) last = std::max(last, each.last);
    return last - began;
  }

 private:
  Engine engine_;
  std::deque<Listener> all_;
};

std::string id_of(const client::Session& person) { return std::string(person.user().at("id").as_string()); }

}  // namespace

void access(const AccessOptions& options) {
  const Figures figures("access", options.target.json);
  Target target(options.target);
  const AccessSize size{options.members, options.channels, options.groups, options.depth};
  if (size.chains() < 2 || size.channels < 2 * size.chains() || options.connections < options.online) {
    throw std::runtime_error(
        "give --groups at least twice --depth, --channels at least two for each chain, and --connections at least one "
        "for each of --online");
  }
  AccessWorld world;
  DecisionCost cost{};
  const auto began = now_ns();
  target.offline([&](const std::filesystem::path& data, const std::filesystem::path& key_file) {
    Offline offline(data, key_file);
    world = fill_access(offline, size);
    figures.add("filled_in", static_cast<double>(now_ns() - began) / static_cast<double>(second), "s");
    cost = decision_cost(offline, world);
  });
  figures.add("permission", cost.permission, "ns");
  figures.add("membership", cost.member, "ns");
  figures.add("refusal", cost.stranger, "ns");
  figures.add("permissions_of_account", cost.holding, "ns");

  auto& owner = target.owner();
  auto people = target.people(options.online);
  const auto place = fmt::format("/groups/{}/members/", world.innermost.front().text());
  for (const auto& person : people) owner.request("PUT", place + id_of(person), boost::json::object());
  Listeners listeners(target, people, options.connections);
  const auto first = id_of(people.front());
  const auto measure = [&](const std::string& name, const Told& told, const Change& prepare, const Change& change) {
    Histogram visible;
    for (int round = 0; round < options.rounds; ++round) {
      if (!prepare.method.empty()) owner.request(prepare.method, prepare.path, prepare.body);
      visible.record(listeners.time(told, [&] { owner.request(change.method, change.path, change.body); }));
    }
    visible.print(figures, name);
  };
  // Whoever is in the innermost group has all channels that follow the outermost.
  const Told own{R"("event":"channel.removed")", options.connections / options.online, size.channels / size.chains()};
  const auto member = place + first;
  const auto link = fmt::format("/channels/{}/groups/{}", world.channels[1].text(), world.outermost.front().text());
  const Change put{"PUT", member, boost::json::object()};
  const Change take{"DELETE", member, nullptr};
  measure("into_a_group_five_deep", {R"("event":"channel.added")", own.listeners, own.frames}, take, put);
  measure("out_of_a_group_five_deep", own, put, take);
  owner.request(put.method, put.path, put.body);
  owner.request("PUT", link, boost::json::object());
  measure("a_group_linked_to_a_channel", {R"("event":"channel.added")", options.connections, 1},
          {"DELETE", link, nullptr}, {"PUT", link, boost::json::object()});
  const auto tier = [&](const char* name) {
    return Change{"PATCH", "/users/" + first, boost::json::object{{"tier", name}}};
  };
  measure("a_tier_changed", {R"("tier":"admin")", options.connections, 1}, tier("member"), tier("admin"));
}

}  // namespace wardroom::bench
