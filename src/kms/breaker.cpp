#include "kms/breaker.h"

namespace wardroom::kms {

std::optional<Breaker::Admission> Breaker::admit(Instant now) {
  const std::lock_guard lock(mutex_);
  if (silences_ < silences_to_open_) return Admission::normal;
  if (probing_ || now < opened_at_ + stays_open_) return std::nullopt;
  probing_ = true;
  return Admission::probe;
}

void Breaker::answered() {
  const std::lock_guard lock(mutex_);
  silences_ = 0;
  probing_ = false;
  why_.clear();
}

void Breaker::silent(Instant now, std::string why) {
  const std::lock_guard lock(mutex_);
  if (silences_ < silences_to_open_) ++silences_;
  opened_at_ = now;
  probing_ = false;
  why_ = std::move(why);
}

std::string Breaker::last_silence() const {
  const std::lock_guard lock(mutex_);
  return why_;
}

}  // namespace wardroom::kms
