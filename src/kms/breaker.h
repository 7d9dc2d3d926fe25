// A circuit breaker: after some silent calls in a row nobody is kept waiting for a dead KMS. When it has been open for
// a while, one call goes through to look (half-open); its outcome closes it or opens it again. Any thread.
#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace wardroom::kms {

using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::milliseconds;

class Breaker {
 public:
  Breaker(int silences_to_open, Duration stays_open) : silences_to_open_(silences_to_open), stays_open_(stays_open) {}

  enum class Admission { normal, probe };
  // Empty while it is open, or while another's probe is under way. What is admitted must report one of the two below.
  std::optional<Admission> admit(Instant now);
  void answered();
  void silent(Instant now, std::string why);
  std::string last_silence() const;

 private:
  const int silences_to_open_;
  const Duration stays_open_;
  mutable std::mutex mutex_;
  int silences_ = 0;
  Instant opened_at_;
  bool probing_ = false;
  std::string why_;
};

}  // namespace wardroom::kms
