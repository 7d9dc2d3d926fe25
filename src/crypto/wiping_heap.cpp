#include "crypto/wiping_heap.h"

#include <openssl/crypto.h>

#include <cstdlib>

#include "base/wiping_heap.h"

namespace wardroom::crypto {
namespace {

void* take(std::size_t size, const char*, int) { return size == 0 ? nullptr : std::malloc(size); }

void* resize(void* memory, std::size_t size, const char*, int) {
  if (size != 0) return base::wiping_realloc(memory, size);
  base::wiping_free(memory);
  return nullptr;
}

void give_back(void* memory, const char*, int) { base::wiping_free(memory); }

}  // namespace

bool use_wiping_heap() { return CRYPTO_set_mem_functions(take, resize, give_back) == 1; }

}  // namespace wardroom::crypto
