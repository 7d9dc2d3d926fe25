// Runs calls that cannot be ended from outside (a PKCS#11 module, a resolver) so that the caller waits no longer than
// it wants to. A call that hangs keeps its thread; only so many may, after that calls are turned away. Any thread.
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "kms/breaker.h"

namespace wardroom::kms {

class BoundedCalls {
 public:
  explicit BoundedCalls(int at_once) : room_(std::make_shared<Room>()), at_once_(at_once) {}
  BoundedCalls(const BoundedCalls&) = delete;
  BoundedCalls& operator=(const BoundedCalls&) = delete;

  // Whether it ended in time. `work` must own what it uses: it may still run when its caller is gone. It must not
  // throw.
  bool run(std::function<void()> work, Duration within);
  // Waits until none is under way; for a clean end.
  bool drain(Duration within);

 private:
  struct Room {
    std::mutex mutex;
    std::condition_variable changed;
    int busy = 0;
  };
  std::shared_ptr<Room> room_;
  int at_once_;
};

}  // namespace wardroom::kms
