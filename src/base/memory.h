// What keeps secrets in this process's memory and nowhere else: pages that are never swapped, no core dumps. For the
// programs' start; Secret<N> asks for its pages here.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace wardroom::base {

// No core file, and no other process of the same user may read this one's memory or be handed its core.
void forbid_core_dumps();

// Raises the limit of locked memory to the hard one. Answers what is wrong when it is still too small for a busy
// server, with the settings that mend it.
std::optional<std::string> prepare_locked_memory();

// Guarded, locked, left out of core dumps. Free with sodium_free, which wipes it. Throws std::bad_alloc. A page that
// cannot be locked is used all the same, counted, and logged once.
void* allocate_secret(std::size_t size);
std::size_t unlocked_secrets();  // how many such pages there have been

}  // namespace wardroom::base
