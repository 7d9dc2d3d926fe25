#include "identity/work_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include "crypto/argon2.h"

namespace wardroom::identity {
namespace {

constexpr std::chrono::seconds quiet{10};  // after which the memory for hashes is given back
constexpr int low_priority = 10;           // nice: about a tenth of what a usual thread gets

// Of this thread alone: Linux keeps it by thread. Where it is not allowed all goes on as it did.
void give_way() { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), low_priority); }

}  // namespace

WorkPool::WorkPool(unsigned threads, std::size_t max_waiting, Priority priority) : max_waiting_(max_waiting) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this, priority] { run(priority); });
}

void WorkPool::submit(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= max_waiting_) {
      throw base::Problem(503, "busy", "Too many sign-ins at once; try again in a moment.").retry_after(2);
    }
    waiting_.push_back(std::move(work));
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
  if (priority == Priority::low) give_way();
  while (true) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      const auto due = [this] { return stopping_ || !waiting_.empty(); };
      if (!wake_.wait_for(lock, quiet, due)) {
        crypto::release_argon2_memory();
        wake_.wait(lock, due);
      }
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace wardroom::identity
