#include "store/use_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace wardroom::store {

UseLock::UseLock(const std::filesystem::path& file)
    : descriptor_(::open((file.string() + "-use").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), file.string() + "-use");
  share();
}

UseLock::~UseLock() { ::close(descriptor_); }

void UseLock::share() {
  while (::flock(descriptor_, LOCK_SH) != 0 && errno == EINTR) {
  }
}

UseLock::Exclusive::Exclusive(UseLock& lock) : lock_(lock), held_(::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) {}

// Also after a refusal: what was tried may have let go of the shared lock (flock(2)).
UseLock::Exclusive::~Exclusive() { lock_.share(); }

}  // namespace wardroom::store
