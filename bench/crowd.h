// Connections that post at a steady rate, to see what something else costs them.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "engine.h"
#include "figures.h"
#include "target.h"
#include "websocket_peer.h"

namespace wardroom::bench {

class Poster final : public WebSocketPeer {
 public:
  Poster(const std::string& authority, std::string target, std::string command, Histogram& latency)
      : WebSocketPeer(authority, std::move(target)), command_(std::move(command)), latency_(latency) {}
  bool idle() const { return sent_.empty(); }
  void post(std::int64_t due);  // from when it was due: a post that waits for its turn is late too
  void on_text(std::string_view text, std::int64_t now) override;
  std::uint64_t answered = 0;

 private:
  std::string command_;
  Histogram& latency_;
  std::deque<std::int64_t> sent_;
};

class Crowd {
 public:
  Crowd(Target& target, std::vector<client::Session>& people, const std::string& channel, int connections);

  void fill(std::uint64_t count);  // as fast as they are acknowledged
  // At this rate, for as long as it is wanted.
  template <typename F>
  void post_while(double rate, F&& wanted) {
    const auto gap = static_cast<std::int64_t>(1e9 / rate);
    auto due = now_ns();
    for (std::size_t turn = 0; wanted(); engine_.poll(1)) {
      for (; due <= now_ns(); due += gap) posters_[turn++ % posters_.size()].post(due);
    }
    settle();
  }
  void post_for(double rate, std::int64_t seconds);
  // What posts take while nothing else happens; `latency` is empty afterwards.
  void measure_alone(double rate, const Figures& figures);
  Histogram latency;

 private:
  void settle();
  Engine engine_;
  std::deque<Poster> posters_;
};

}  // namespace wardroom::bench
