#include "base/give_way.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace wardroom::base {
namespace {

constexpr int low_priority = 10;
constexpr std::uint64_t slice_ns = 100'000;

// As in sched_setattr(2); the kernel's own header does not go together with the C library's.
struct SchedulingAttributes {
  std::uint32_t size = 0, policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0, deadline = 0, period = 0;
};

}  // namespace

// A short slice, because Linux 6.6 and later let a thread finish its slice (3 ms) before one that wakes up; earlier
// ones ignore it.
void give_way() {
  SchedulingAttributes attributes{.size = sizeof(SchedulingAttributes), .nice = low_priority, .runtime = slice_ns};
  if (syscall(SYS_sched_setattr, 0, &attributes, 0) == 0) return;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), low_priority);
}

}  // namespace wardroom::base
