// sign-in: does the time of a refusal tell whether an account is there, and how much slower do posts get while many
// people sign in at once? With passwords as costly as they are by default.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <future>
#include <latch>
#include <thread>

#include "base/problem.h"
#include "benches.h"
#include "crowd.h"
#include "crypto/random.h"

namespace wardroom::bench {
namespace {

namespace json = boost::json;
constexpr int tries_for_each = 8;  // fewer than lock an account
constexpr std::int64_t seconds_alone = 10;
constexpr int posters = 8;

double median(std::vector<double>& values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// How often a value of the one is above one of the other (Mann and Whitney): 0.5 when the two cannot be told apart.
double chance_above(const std::vector<double>& ones, const std::vector<double>& others) {
  double above = 0;
  for (const double one : ones) {
    for (const double other : others) above += one > other ? 1.0 : one == other ? 0.5 : 0.0;
  }
  return above / (static_cast<double>(ones.size()) * static_cast<double>(others.size()));
}

// Every try from another address, or the address would be locked.
net::Headers from_address(int number) {
  return {{"X-Forwarded-For", fmt::format("10.{}.{}.1", number / 256 % 256, number % 256)}};
}

double refused_ms(client::HttpClient& http, json::object body, int number) {
  const auto began = now_ns();
  const auto answer = http.request("POST", "/api/v1/auth/login", json::serialize(body), [&] {
    auto headers = from_address(number);
    headers.emplace_back("Content-Type", "application/json");
    return headers;
  }());
  if (answer.status != 401) throw std::runtime_error("a wrong password was not answered 401: " + answer.body);
  return static_cast<double>(now_ns() - began) / 1e6;
}

void tell_accounts_apart(Target& target, const Figures& figures, int tries) {
  const auto people = target.people(tries / 2 / tries_for_each + 1);
  client::HttpClient http(target.address());
  std::vector<double> known;
  std::vector<double> unknown;
  for (int i = 0; i < tries; ++i) {
    const bool is_known = i % 2 == 0;
    auto body = target.owner_login();
    body["password"] = crypto::random_token();
    body["username"] = is_known ? people[static_cast<std::size_t>(i / 2) % people.size()].user().at("username")
                                : json::value("nobody-" + std::to_string(i));
    (is_known ? known : unknown).push_back(refused_ms(http, body, i));
  }
  figures.add("account_p50", median(known), "ms");
  figures.add("nobody_p50", median(unknown), "ms");
  figures.add("chance_to_tell", chance_above(known, unknown), "of 1, 0.5 is none");
}

// Each until it is let in; the server may be busy.
void log_in(Target& target, std::latch& together, std::atomic<int>& busy) {
  client::HttpClient http(target.address(), std::chrono::minutes(2));
  http.request("GET", "/healthz");
  together.arrive_and_wait();
  const auto body = json::serialize(target.owner_login());
  for (;;) {
    const auto answer = http.request("POST", "/api/v1/auth/login", body, {{"Content-Type", "application/json"}});
    if (answer.status == 200) return;
    if (answer.status != 503) throw std::runtime_error("a login was refused: " + answer.body);
    ++busy;
    // As told, give or take a half: people do not come again all at once.
    const auto told = std::stoi(std::string(answer.header("Retry-After")));
    const auto share = crypto::random_bytes(1).front();
    std::this_thread::sleep_for(told * std::chrono::milliseconds(500 + 1000 * share / 256));
  }
}

void flood(Target& target, const Figures& figures, const SignInOptions& options) {
  auto people = target.people(posters);
  const auto channel = target.new_channel(people);
  Crowd crowd(target, people, channel, posters);
  crowd.post_for(options.rate, 1);  // warm
  crowd.latency = {};
  crowd.post_for(options.rate, seconds_alone);
  crowd.latency.print(figures, "posts_alone");

  std::atomic<int> left = options.logins;
  std::atomic<int> busy = 0;
  std::latch together(options.logins + 1);
  std::vector<std::future<void>> logins;
  for (int i = 0; i < options.logins; ++i) {
    logins.push_back(std::async(std::launch::async, [&] {
      const std::unique_ptr<std::atomic<int>, decltype([](std::atomic<int>* count) { --*count; })> done(&left);
      log_in(target, together, busy);
    }));
  }
  crowd.latency = {};
  together.arrive_and_wait();
  const auto began = now_ns();
  crowd.post_while(options.rate, [&] { return left > 0; });
  const auto taken = static_cast<double>(now_ns() - began) / 1e9;
  for (auto& login : logins) login.get();
  crowd.latency.print(figures, "posts_with_logins");
  figures.add("logins_per_second", options.logins / taken, "1/s");
  figures.add("told_to_come_again", busy, "times");
}

}  // namespace

void sign_in(const SignInOptions& options) {
  const Figures figures("sign-in", options.target.json);
  auto target_options = options.target;
  target_options.environment = {{"WARDROOM_PASSWORD_MEMORY_KIB", "65536"},
                                {"WARDROOM_PASSWORD_PASSES", "3"},
                                {"WARDROOM_SERVER_TRUSTED_PROXIES", "127.0.0.1"}};
  Target target(target_options);
  tell_accounts_apart(target, figures, options.tries);
  flood(target, figures, options);
}

}  // namespace wardroom::bench
