// neighbours: how much slower are a workspace's posts while another one asks for all that the server can give? Beside
// what the loud one's own posts take, which wait for each other.
#include <atomic>
#include <deque>
#include <thread>

#include "benches.h"
#include "crowd.h"
#include "http_peer.h"

namespace wardroom::bench {
namespace {

constexpr int posters = 8;
constexpr int reading_page = 50;

// Half of its connections post, half read pages, each again as soon as it is answered.
class Flood {
 public:
  Flood(Target& target, int connections) : people_(target.people(posters)), engine_(target.address()) {
    const auto channel = "/api/v1/channels/" + target.new_channel(people_) + "/messages";
    const auto post = [channel](HttpPeer& peer) { peer.request("POST", channel, R"({"text":"loud"})"); };
    const auto read = [channel](HttpPeer& peer) {
      peer.request("GET", channel + "?limit=" + std::to_string(reading_page));
    };
    for (int i = 0; i < connections; ++i) {
      const auto& token = people_[static_cast<std::size_t>(i) % people_.size()].access_token();
      const auto& authority = target.address().authority();
      if (i % 2 == 0) {
        peers_.emplace_back(authority, token, post,
                            [this, post](HttpPeer& peer, int status, std::int64_t from, std::int64_t to) {
                              if (status < 300) latency.record(to - from);
                              if (!stopping_) post(peer);
                            });
      } else {
        peers_.emplace_back(authority, token, read, [this, read](HttpPeer& peer, int, std::int64_t, std::int64_t) {
          if (!stopping_) read(peer);
        });
      }
    }
    thread_ = std::thread([this] { run(); });
  }
  ~Flood() {
    stopping_ = true;
    thread_.join();
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

  Histogram latency;  // of its posts; read it when the flood has ended

 private:
  void run() {
    for (auto& peer : peers_) engine_.connect(peer);
    while (!stopping_) engine_.poll(1);
  }

  std::vector<client::Session> people_;
  Engine engine_;
  std::deque<HttpPeer> peers_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

void neighbours(const NeighboursOptions& options) {
  const Figures figures("neighbours", options.target.json);
  Target loud(options.target);
  Target quiet(loud.neighbour("quiet"));
  auto people = quiet.people(posters);
  Crowd crowd(quiet, people, quiet.new_channel(people), posters);
  crowd.post_for(options.rate, 1);  // warm
  crowd.latency = {};
  crowd.post_for(options.rate, options.seconds);
  crowd.latency.print(figures, "quiet_alone");
  crowd.latency = {};
  Histogram others;
  {
    Flood flood(loud, options.connections);
    crowd.post_for(options.rate, 1);
    crowd.latency = {};
    crowd.post_for(options.rate, options.seconds);
    others = flood.latency;
  }
  crowd.latency.print(figures, "quiet_beside");
  others.print(figures, "loud");
}

}  // namespace wardroom::bench
