#include "store/read_gate.h"

namespace wardroom::store {

ReadGate::Turn::Turn(ReadGate& gate) : gate_(gate) {
  std::unique_lock lock(gate_.mutex_);
  gate_.changed_.wait(lock, [this] { return !gate_.shut_; });
  ++gate_.inside_;
}

ReadGate::Turn::~Turn() {
  const std::scoped_lock lock(gate_.mutex_);
  --gate_.inside_;
  if (gate_.shut_) gate_.changed_.notify_all();
}

ReadGate::Shut::Shut(ReadGate& gate, std::chrono::milliseconds patience) : gate_(gate) {
  std::unique_lock lock(gate_.mutex_);
  gate_.shut_ = true;
  quiet_ = gate_.changed_.wait_for(lock, patience, [this] { return gate_.inside_ == 0; });
}

ReadGate::Shut::~Shut() {
  const std::scoped_lock lock(gate_.mutex_);
  gate_.shut_ = false;
  gate_.changed_.notify_all();
}

}  // namespace wardroom::store
