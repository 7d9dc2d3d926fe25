// Argon2id (RFC 9106) with one lane. The memory it fills is kept by the calling thread, so that the next hash begins at
// once: mapping and clearing tens of megabytes for each holds up every other thread of the machine for milliseconds. It
// is wiped after each hash. Any thread.
#pragma once
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace wardroom::crypto {

// Throws std::runtime_error for too little memory or a cost out of bounds.
void argon2id(std::span<std::uint8_t> out, base::ByteView password, base::ByteView salt, std::uint32_t memory_kib,
              std::uint32_t passes);

// What this thread keeps goes back to the system: for one that will not hash for a while.
void release_argon2_memory();

}  // namespace wardroom::crypto
