#include "identity/work_pool.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "crypto/argon2.h"

namespace wardroom::identity {
namespace {

constexpr std::chrono::seconds quiet{10};  // after which the memory for hashes is given back
constexpr int low_priority = 10;           // nice: about a tenth of what a usual thread gets
constexpr std::uint64_t slice_ns = 100'000;

// As in sched_setattr(2); the kernel's own header does not go together with the C library's.
struct SchedulingAttributes {
  std::uint32_t size = 0, policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0, deadline = 0, period = 0;
};

// Of this thread alone: Linux keeps it by thread. Where it is not allowed all goes on as it did. A short slice, because
// Linux 6.6 and later let a thread finish its slice (3 ms) before one that wakes up; earlier ones ignore it.
void give_way() {
  SchedulingAttributes attributes{.size = sizeof(SchedulingAttributes), .nice = low_priority, .runtime = slice_ns};
  if (syscall(SYS_sched_setattr, 0, &attributes, 0) == 0) return;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), low_priority);
}

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
  if (priority == Priority::low) give_way();
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
