#include "crowd.h"

#include <fmt/format.h>

#include <algorithm>

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;

}  // namespace

void Poster::post(std::int64_t due) {
  sent_.push_back(due);
  send_text(command_);
}

void Poster::on_text(std::string_view text, std::int64_t now) {
  if (text.substr(0, 80).find(R"("event":)") != std::string_view::npos) return;
  if (text.find(R"("problem":)") != std::string_view::npos) throw std::runtime_error(std::string(text));
  latency_.record(now - sent_.front());
  sent_.pop_front();
  ++answered;
}

Crowd::Crowd(Target& target, std::vector<client::Session>& people, const std::string& channel, int connections)
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

void Crowd::fill(std::uint64_t count) {
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

void Crowd::post_for(double rate, std::int64_t seconds) {
  post_while(rate, [until = now_ns() + seconds * second] { return now_ns() < until; });
}

void Crowd::measure_alone(double rate, const Figures& figures) {
  constexpr std::int64_t seconds = 10;
  post_for(rate, 1);  // warm
  latency = {};
  post_for(rate, seconds);
  latency.print(figures, "alone");
  latency = {};
}

void Crowd::settle() {
  engine_.run_until([this] { return std::ranges::all_of(posters_, &Poster::idle); }, 10 * second);
}

}  // namespace wardroom::bench
