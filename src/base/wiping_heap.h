// What is freed is wiped first, so that a key or a message that passed through an ordinary buffer (a library's, a JSON
// text's) is not found in memory later. A program that calls anything declared here gets operator delete of this kind
// for all of its C++; libraries with an allocator of their own are given these two.
#pragma once
#include <cstddef>

namespace wardroom::base {

void wiping_free(void* memory);
void* wiping_realloc(void* memory, std::size_t size);  // as realloc: null and the old block stays when there is no room

}  // namespace wardroom::base
