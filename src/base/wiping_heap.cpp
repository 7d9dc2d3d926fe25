#include "base/wiping_heap.h"

#include <malloc.h>
#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WARDROOM_SANITIZER_OWNS_THE_HEAP 1
#endif
#endif

namespace wardroom::base {

void wiping_free(void* memory) {
  if (!memory) return;
  sodium_memzero(memory, malloc_usable_size(memory));
  std::free(memory);
}

void* wiping_realloc(void* memory, std::size_t size) {
  if (!memory) return std::malloc(size);
  const auto before = malloc_usable_size(memory);
  if (size != 0 && size <= before && size > before / 2) return memory;
  void* const moved = std::malloc(size);
  if (!moved) return nullptr;
  std::memcpy(moved, memory, std::min(before, size));
  wiping_free(memory);
  return moved;
}

}  // namespace wardroom::base

#ifndef WARDROOM_SANITIZER_OWNS_THE_HEAP
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name,misc-new-delete-overloads): the standard's
void operator delete(void* memory) noexcept { wardroom::base::wiping_free(memory); }
void operator delete[](void* memory) noexcept { wardroom::base::wiping_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { wardroom::base::wiping_free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { wardroom::base::wiping_free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { wardroom::base::wiping_free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { wardroom::base::wiping_free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { wardroom::base::wiping_free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { wardroom::base::wiping_free(memory); }
// NOLINTEND(readability-inconsistent-declaration-parameter-name,misc-new-delete-overloads)
#endif
