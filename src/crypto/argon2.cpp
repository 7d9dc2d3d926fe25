#include "crypto/argon2.h"

#include <argon2.h>
#include <sys/mman.h>

#include <stdexcept>
#include <string>

namespace wardroom::crypto {
namespace {

class Kept {
 public:
  Kept() = default;
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() { release(); }

  std::uint8_t* of(std::size_t size) {
    if (size == size_) return memory_;
    release();
    void* const made = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED) return nullptr;
    madvise(made, size, MADV_HUGEPAGE);  // fewer faults and look-ups, where the system has them
    madvise(made, size, MADV_DONTDUMP);
    memory_ = static_cast<std::uint8_t*>(made);
    size_ = size;
    return memory_;
  }
  void release() {
    if (memory_) munmap(memory_, size_);
    memory_ = nullptr;
    size_ = 0;
  }

 private:
  std::uint8_t* memory_ = nullptr;
  std::size_t size_ = 0;
};

thread_local Kept kept;

int allocate(std::uint8_t** memory, std::size_t size) {
  *memory = kept.of(size);
  return *memory ? ARGON2_OK : ARGON2_MEMORY_ALLOCATION_ERROR;
}
void keep(std::uint8_t* /*memory*/, std::size_t /*size*/) {}  // the library has wiped it

}  // namespace

void argon2id(std::span<std::uint8_t> out, base::ByteView password, base::ByteView salt, std::uint32_t memory_kib,
              std::uint32_t passes) {
  argon2_context context{};
  context.out = out.data();
  context.outlen = static_cast<std::uint32_t>(out.size());
  context.pwd = const_cast<std::uint8_t*>(password.data());  // not written to: no flag says that it may be
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = const_cast<std::uint8_t*>(salt.data());
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = passes;
  context.m_cost = memory_kib;
  context.lanes = 1;
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.allocate_cbk = allocate;
  context.free_cbk = keep;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const auto result = argon2id_ctx(&context);
  if (result != ARGON2_OK) throw std::runtime_error(std::string("Argon2id failed: ") + argon2_error_message(result));
}

void release_argon2_memory() { kept.release(); }

}  // namespace wardroom::crypto
