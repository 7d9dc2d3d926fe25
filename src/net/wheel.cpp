#include "net/wheel.h"

#include <algorithm>

namespace wardroom::net {

void Link::unlink() {
  before->after = after;
  after->before = before;
  before = after = this;
}

void Link::insert_before(Link& other) {
  unlink();
  before = other.before;
  after = &other;
  other.before->after = this;
  other.before = this;
}

void Wheel::set(Timed& timed, std::int64_t deadline_ms) {
  timed.deadline_ = deadline_ms;
  if (deadline_ms == 0) {
    timed.unlink();
    return;
  }
  const bool placed = timed.after != &timed;
  if (placed && deadline_ms >= timed.tick_ * tick_ms_) return;  // found again when its slot comes round
  place(timed);
}

// A tick t is handled once the clock has passed t * tick_ms; a deadline farther away than the wheel waits in its last
// slot.
void Wheel::place(Timed& timed) {
  const auto due = (timed.deadline_ + tick_ms_ - 1) / tick_ms_;
  timed.tick_ = std::clamp(due, tick_ + 1, tick_ + slot_count - 1);
  timed.insert_before(slots_[static_cast<std::size_t>(timed.tick_ % slot_count)]);
}

void Wheel::advance(std::int64_t now_ms) {
  const auto last = now_ms / tick_ms_;
  if (tick_ == 0 || last - tick_ >= slot_count) tick_ = std::max(tick_, last - slot_count + 1);
  while (tick_ < last) {
    ++tick_;
    Link due;  // taken out first, so that what is placed meanwhile waits for the next round
    auto& slot = slots_[static_cast<std::size_t>(tick_ % slot_count)];
    while (slot.after != &slot) slot.after->insert_before(due);
    while (due.after != &due) {
      auto& timed = static_cast<Timed&>(*due.after);
      if (timed.deadline_ > now_ms) {
        place(timed);
      } else {
        timed.unlink();
        timed.deadline_ = 0;
        timed.on_deadline();
      }
    }
  }
}

}  // namespace wardroom::net
