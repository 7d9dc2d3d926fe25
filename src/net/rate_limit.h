// Token buckets by key ("login:address:10.0.0.7"): take a token or learn how long to wait. Any thread. Memory is
// bounded: past the cap the least recently used key is forgotten and starts anew.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wardroom::net {

struct Rate {
  double per_second = 1;
  double burst = 10;
};

struct Taken {
  std::chrono::milliseconds wait{0};  // zero: allowed and counted; otherwise how long until the tokens are there
  double left = 0;                    // tokens that remain
  std::chrono::milliseconds full{0};  // until all of them are back
};

class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;
  explicit RateLimiter(std::size_t max_keys = 100'000) : max_per_shard_(max_keys / shard_count + 1) {}

  Taken take(std::string_view key, Rate rate, double cost = 1, Clock::time_point now = Clock::now());
  std::size_t size() const;

 private:
  struct Bucket {
    std::string key;
    double tokens;
    Clock::time_point at;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::list<Bucket> recent;  // front: last used
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key;
  };
  static constexpr std::size_t shard_count = 16;
  std::size_t max_per_shard_;
  std::array<Shard, shard_count> shards_;
};

// Whole seconds for Retry-After, at least 1.
int retry_after_seconds(std::chrono::milliseconds wait);

}  // namespace wardroom::net
