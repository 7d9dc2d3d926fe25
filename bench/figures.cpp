#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdio>

namespace wardroom::bench {

void Figures::add(std::string_view name, double value, std::string_view unit) const {
  if (json_) {
    fmt::print("{{\"bench\":\"{}\",\"figure\":\"{}\",\"value\":{:.6g},\"unit\":\"{}\"}}\n", bench_, name, value, unit);
  } else {
    fmt::print("{:<10} {:<34} {:>14.6g} {}\n", bench_, name, value, unit);
  }
  std::fflush(stdout);
}

void Histogram::record(std::int64_t ns) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 1));
  const auto width = static_cast<unsigned>(std::bit_width(value));
  const auto shift = width > sub_bits + 1 ? width - sub_bits - 1 : 0;
  ++buckets_[(std::size_t{shift} << sub_bits) + static_cast<std::size_t>(value >> shift)];
  ++count_;
  max_ = std::max(max_, ns);
}

double Histogram::quantile_ms(double q) const {
  const auto wanted = static_cast<std::uint64_t>(q * static_cast<double>(count_));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen <= wanted || buckets_[i] == 0) continue;
    const auto shift = i < (2U << sub_bits) ? 0 : (i >> sub_bits) - 1;
    const auto edge = (static_cast<double>(i - (shift << sub_bits)) + 1) * static_cast<double>(1ULL << shift);
    return std::min(edge, static_cast<double>(max_)) / 1e6;
  }
  return max_ms();
}

void Histogram::print(const Figures& figures, const std::string& prefix) const {
  figures.add(prefix + "_p50", quantile_ms(0.50), "ms");
  figures.add(prefix + "_p99", quantile_ms(0.99), "ms");
  figures.add(prefix + "_max", max_ms(), "ms");
}

}  // namespace wardroom::bench
