#include "operation/limits.h"

#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "net/peer_address.h"

namespace wardroom::operation {
namespace {

constexpr double seconds_of_burst = 3;
constexpr const char* own_refusal = "Too many requests of this kind; wait and try again.";
constexpr const char* plan_refusal =
    "The people of this workspace ask for more than the server lets it have; wait and try again.";

std::int64_t seconds_up(std::chrono::milliseconds time) { return (time.count() + 999) / 1000; }

}  // namespace

void Drawn::add(std::string_view policy, net::Rate rate, const net::Taken& taken) {
  const auto* const separator = policies_.empty() ? "" : ", ";
  const auto window = static_cast<std::int64_t>(std::ceil(rate.burst / rate.per_second));
  policies_ += fmt::format("{}\"{}\";q={};w={}", separator, policy, static_cast<std::int64_t>(rate.burst), window);
  limits_ += fmt::format("{}\"{}\";r={};t={}", separator, policy, static_cast<std::int64_t>(taken.left),
                         seconds_up(taken.full));
}

void Drawn::tell(Headers& headers) const {
  if (policies_.empty()) return;
  headers.emplace_back("RateLimit-Policy", policies_);
  headers.emplace_back("RateLimit", limits_);
}

void Limits::draw_request(const access::Origin& origin, Drawn& drawn) {
  draw("api", budgets_.api, net::network_of(origin.address), drawn, own_refusal);
}

// A person; of an API key whose it is, is not known yet; before sign-in, an address.
std::string Limits::subject_of(const std::optional<access::Credentials>& credentials, const access::Origin& origin) {
  if (!credentials) return net::network_of(origin.address);
  return credentials->api_key ? base::to_hex(*credentials->api_key) : credentials->user.text();
}

void Limits::draw(Rate rate, const std::optional<access::Credentials>& credentials, const access::Origin& origin,
                  Drawn& drawn) {
  const auto subject = subject_of(rate == Rate::authentication ? std::nullopt : credentials, origin);
  draw(base::enum_name(rate), budget_of(rate, budgets_), subject, drawn, own_refusal);
  const auto plan = credentials ? plan_(credentials->tenant) : std::nullopt;
  if (!plan) return;
  const auto per_second = static_cast<double>(*plan);
  draw("workspace", {per_second, per_second * seconds_of_burst}, credentials->tenant.text(), drawn, plan_refusal);
}

void Limits::draw(std::string_view policy, net::Rate rate, std::string_view subject, Drawn& drawn,
                  const char* refusal) {
  auto key = std::string(policy) + ' ';
  key += subject;
  const auto taken = limiter_.take(key, rate);
  drawn.add(policy, rate, taken);
  if (taken.wait.count() == 0) return;
  throw base::Problem(429, "rate_limited", refusal).retry_after(net::retry_after_seconds(taken.wait));
}

}  // namespace wardroom::operation
