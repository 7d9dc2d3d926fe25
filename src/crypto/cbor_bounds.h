// Looks over CBOR before a library reads it that makes room for whatever length it is told: every length is held by the
// bytes, nesting is at most eight deep, and, as CTAP2's canonical form has it, nothing is of indefinite length or
// tagged (RFC 8949, appendix C). Any thread.
#pragma once
#include <cstddef>
#include <optional>

#include "base/bytes.h"

namespace wardroom::crypto {

// The size of the one item that the bytes begin with; nothing where it is not as said above.
std::optional<std::size_t> bounded_cbor_size(base::ByteView bytes);
// Whether the bytes are such items, one after the other.
bool is_bounded_cbor(base::ByteView bytes);

}  // namespace wardroom::crypto
