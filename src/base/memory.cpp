#include "base/memory.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <new>
#include <system_error>

#include "base/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WARDROOM_LEAKS_ARE_LOOKED_FOR 1
#endif
#endif

namespace wardroom::base {
namespace {

// A page a secret: a few thousand tenants' and channels' keys.
constexpr std::size_t enough_locked = std::size_t{64} * 1024 * 1024;

// Tried, not read: privileges lift the limit, and others share it. Takes no memory.
bool can_lock(std::size_t size) {
  void* const trial = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (trial == MAP_FAILED) return false;
  const bool locked = mlock2(trial, size, MLOCK_ONFAULT) == 0;
  munmap(trial, size);
  return locked;
}

std::atomic<std::size_t>& unlocked() {
  static std::atomic<std::size_t> count = 0;
  return count;
}

}  // namespace

void forbid_core_dumps() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0)
    throw std::system_error(errno, std::generic_category(), "core dumps cannot be switched off");
#ifndef WARDROOM_LEAKS_ARE_LOOKED_FOR  // the leak check at exit reads its own process from outside
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    throw std::system_error(errno, std::generic_category(), "this process's memory cannot be kept from others");
#endif
}

std::optional<std::string> prepare_locked_memory() {
  rlimit limit{};
  getrlimit(RLIMIT_MEMLOCK, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_MEMLOCK, &limit);
  if (can_lock(enough_locked)) return std::nullopt;
  return fmt::format(
      "only {} KiB of memory may be locked, {} are needed, so keys may be swapped to disk: set LimitMEMLOCK=infinity "
      "in "
      "the systemd unit, --ulimit memlock=-1 for a container, or `ulimit -l unlimited`",
      limit.rlim_cur / 1024, enough_locked / 1024);
}

void* allocate_secret(std::size_t size) {
  void* const memory = sodium_malloc(size);
  if (!memory) throw std::bad_alloc();
  // sodium_malloc has tried already and does not tell.
  if (sodium_mlock(memory, size) != 0 && unlocked().fetch_add(1) == 0) {
    log_warning("secret memory cannot be locked any more: raise the limit of locked memory (LimitMEMLOCK, ulimit -l)");
  }
  return memory;
}

std::size_t unlocked_secrets() { return unlocked(); }

}  // namespace wardroom::base
