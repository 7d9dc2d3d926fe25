// The rate limits of the front door, and the fields that tell a client what is left of them
// (draft-ietf-httpapi-ratelimit-headers: a policy is a burst `q` that is back in `w` seconds; of it `r` are left, and
// all of it is back in `t` seconds):
//
//   RateLimit-Policy: "api";q=50;w=3, "posting";q=100;w=5
//   RateLimit: "api";r=49;t=1, "posting";r=99;t=1
//
// Any thread.
#pragma once
#include <functional>
#include <optional>

#include "operation/rate.h"

namespace wardroom::operation {

// What one request drew, for its answer.
class Drawn {
 public:
  void add(std::string_view policy, net::Rate rate, const net::Taken& taken);
  void tell(Headers& headers) const;

 private:
  std::string policies_;
  std::string limits_;
};

class Limits {
 public:
  // How many requests a second the people of a workspace have together, if that is limited.
  using Plan = std::function<std::optional<std::int64_t>(base::TenantId)>;

  explicit Limits(
      const Budgets& budgets, Plan plan = [](base::TenantId) { return std::nullopt; })
      : budgets_(budgets), plan_(std::move(plan)) {}

  // Both: Problem 429 rate_limited, told in `drawn` like what was granted. The second draws on the workspace's plan,
  // too, once its person may.
  void draw_request(const access::Origin& origin, Drawn& drawn);
  void draw(Rate rate, const std::optional<access::Credentials>& credentials, const access::Origin& origin,
            Drawn& drawn);
  // Whom a budget belongs to.
  static std::string subject_of(const std::optional<access::Credentials>& credentials, const access::Origin& origin);

 private:
  void draw(std::string_view policy, net::Rate rate, std::string_view subject, Drawn& drawn, const char* refusal);

  Budgets budgets_;
  Plan plan_;
  net::RateLimiter limiter_;
};

}  // namespace wardroom::operation
