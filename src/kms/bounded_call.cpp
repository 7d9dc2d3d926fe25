#include "kms/bounded_call.h"

#include <system_error>
#include <thread>

namespace wardroom::kms {

bool BoundedCalls::run(std::function<void()> work, Duration within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  std::unique_lock lock(room_->mutex);
  if (!room_->changed.wait_until(lock, deadline, [&] { return room_->busy < at_once_; })) return false;
  ++room_->busy;
  const auto done = std::make_shared<bool>(false);  // under the room's mutex
  try {
    std::thread([room = room_, done, deed = std::move(work)]() mutable {
      deed();
      deed = nullptr;  // what it owned goes away before anybody is told
      const std::lock_guard ended(room->mutex);
      --room->busy;
      *done = true;
      room->changed.notify_all();
    }).detach();
  } catch (const std::system_error&) {  // no thread to be had
    --room_->busy;
    return false;
  }
  return room_->changed.wait_until(lock, deadline, [&] { return *done; });
}

bool BoundedCalls::drain(Duration within) {
  std::unique_lock lock(room_->mutex);
  return room_->changed.wait_for(lock, within, [&] { return room_->busy == 0; });
}

}  // namespace wardroom::kms
