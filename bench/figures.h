// What a bench found out: one line per figure, plain or JSON. Never a verdict: figures are for people and scripts to
// compare.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace wardroom::bench {

class Figures {
 public:
  Figures(std::string bench, bool json) : bench_(std::move(bench)), json_(json) {}
  void add(std::string_view name, double value, std::string_view unit) const;

 private:
  std::string bench_;
  bool json_;
};

// Latencies in buckets of at most 3 % width; recording is a few instructions and no memory grows.
class Histogram {
 public:
  void record(std::int64_t ns);
  double quantile_ms(double q) const;  // upper edge of the bucket
  double max_ms() const { return static_cast<double>(max_) / 1e6; }
  std::uint64_t count() const { return count_; }
  void print(const Figures& figures, const std::string& prefix) const;  // p50, p99, max

 private:
  static constexpr unsigned sub_bits = 5;
  std::array<std::uint64_t, 64U << sub_bits> buckets_{};
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace wardroom::bench
