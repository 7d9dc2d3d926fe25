// Randomness from the operating system.
#pragma once
#include <string>

#include "base/bytes.h"

namespace wardroom::crypto {

base::Bytes random_bytes(std::size_t size);
std::string random_token();  // 32 bytes, base64url (43 characters): refresh tokens, tickets, links

}  // namespace wardroom::crypto
