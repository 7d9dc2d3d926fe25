// Bech32 (BIP 173), the text form of age keys, without its limit of 90 characters. Any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wardroom::crypto {

std::string bech32(std::string_view prefix, base::ByteView data);  // small letters
// Nothing when it is none: another prefix, mixed case, a wrong checksum, bits left over. prefix: in small letters.
std::optional<base::Bytes> from_bech32(std::string_view prefix, std::string_view text);

}  // namespace wardroom::crypto
