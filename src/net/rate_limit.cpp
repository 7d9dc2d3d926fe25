#include "net/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace wardroom::net {

namespace {

std::chrono::milliseconds time_for(double tokens, Rate rate) {
  const double seconds = std::max(0.0, tokens) / std::max(rate.per_second, 1e-6);
  return std::chrono::milliseconds(std::llround(std::ceil(seconds * 1000)));
}

}  // namespace

Taken RateLimiter::take(std::string_view key, Rate rate, double cost, Clock::time_point now) {
  auto& shard = shards_[std::hash<std::string_view>{}(key) % shard_count];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_key.find(key);
  if (found == shard.by_key.end()) {
    if (shard.recent.size() >= max_per_shard_) {
      shard.by_key.erase(shard.recent.back().key);
      shard.recent.pop_back();
    }
    shard.recent.push_front({std::string(key), rate.burst, now});
    shard.by_key.emplace(shard.recent.front().key, shard.recent.begin());
  } else {
    shard.recent.splice(shard.recent.begin(), shard.recent, found->second);
    auto& bucket = *found->second;
    const double seconds = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
    bucket.tokens = std::min(rate.burst, bucket.tokens + seconds * rate.per_second);
    bucket.at = std::max(bucket.at, now);
  }
  auto& bucket = shard.recent.front();
  std::chrono::milliseconds wait{0};
  if (bucket.tokens >= cost) {
    bucket.tokens -= cost;
  } else {
    wait = std::max(std::chrono::milliseconds(1), time_for(cost - bucket.tokens, rate));
  }
  return {wait, bucket.tokens, time_for(rate.burst - bucket.tokens, rate)};
}

std::size_t RateLimiter::size() const {
  std::size_t n = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    n += shard.recent.size();
  }
  return n;
}

int retry_after_seconds(std::chrono::milliseconds wait) {
  return static_cast<int>(std::max<std::int64_t>(1, (wait.count() + 999) / 1000));
}

}  // namespace wardroom::net
