// Stands before a KMS that may be slow, away or hanging: no call lasts longer than `total`, silence is tried again
// after pauses with decorrelated jitter (Exponential Backoff and Jitter, AWS Architecture Blog), and a dead KMS is
// asked only now and then (breaker.h). A refusal is an answer: it is passed on at once and never tried again. Any
// thread.
#pragma once
#include <functional>
#include <memory>

#include "kms/bounded_call.h"
#include "kms/breaker.h"
#include "kms/kms.h"

namespace wardroom::kms {

struct Resilience {
  Duration attempt{3'000};
  Duration total{10'000};
  Duration first_pause{100};
  Duration longest_pause{2'000};
  int silences_to_open = 3;
  Duration stays_open{15'000};
  int calls_at_once = 8;
};

// The clock and the waiting, so that tests need not wait.
struct Time {
  std::function<Instant()> now = [] { return std::chrono::steady_clock::now(); };
  std::function<void(Duration)> pause;  // empty: sleeps
};

std::unique_ptr<Kms> make_resilient(std::shared_ptr<Kms> kms, Resilience resilience = {}, Time time = {});

}  // namespace wardroom::kms
