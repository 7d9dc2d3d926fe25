// Merkle proofs as the C2SP texts have them: a line of base64 for each hash, then an empty one. Internal to the room.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"

namespace wardroom::audit {

std::string hash_lines(const std::vector<crypto::Digest>& hashes);  // with the empty one

// Takes them off the front; nothing if they are not so, or more than `most`.
std::optional<std::vector<crypto::Digest>> take_hash_lines(std::string_view& text, std::size_t most);

}  // namespace wardroom::audit
