#include "identity/work_pool.h"

#include "base/give_way.h"
#include "crypto/argon2.h"

namespace wardroom::identity {
namespace {

constexpr std::chrono::seconds quiet{10};  // after which the memory for hashes is given back

}  // namespace

WorkPool::WorkPool(unsigned threads, std::size_t max_waiting, Priority priority) : waiting_(max_waiting) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this, priority] { run(priority); });
}

void WorkPool::submit(const std::string& owner, Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || !waiting_.push(owner, work)) {
      throw base::Problem(503, "busy", "Too many sign-ins at once; try again in a moment.").retry_after(2);
    }
  }
  wake_.notify_one();
}

void WorkPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkPool::run(Priority priority) {
  if (priority == Priority::low) base::give_way();
  while (true) {
    std::vector<Work> work;
    {
      std::unique_lock lock(mutex_);
      const auto due = [this] { return stopping_ || !waiting_.empty(); };
      if (!wake_.wait_for(lock, quiet, due)) {
        crypto::release_argon2_memory();
        wake_.wait(lock, due);
      }
      if (waiting_.empty()) return;
      waiting_.take(1, 1, work);
    }
    work.front()();
  }
}

}  // namespace wardroom::identity
