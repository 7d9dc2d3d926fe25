// The header of an age file: for whom it is, and the key of its payload. Internal to age.h.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "crypto/age.h"

namespace wardroom::crypto::age {

using FileKey = base::Secret<16>;

std::string header_for(const std::vector<AgeRecipient>& recipients, const FileKey& file_key);

// Reads as far as the header goes, byte by byte, and opens it. Throws AgeFault.
FileKey read_header(const std::vector<AgeIdentity>& identities, const AgeReader::Source& source);

}  // namespace wardroom::crypto::age
