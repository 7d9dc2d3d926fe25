// How outgoing webhooks are signed: Standard Webhooks (standardwebhooks.com, specification 1.0), symmetric.
//
//   secret    = "whsec_" | base64 of 24 to 64 bytes
//   signature = "v1," | base64 of HMAC-SHA256(those bytes, id | "." | timestamp | "." | body)
//
// The receiver compares, and refuses a timestamp that is older or newer than a few minutes. Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace wardroom::webhooks {

std::string new_secret();  // 32 bytes
// timestamp: seconds since 1970. std::invalid_argument for what is no secret.
std::string signature(std::string_view secret, std::string_view id, std::int64_t timestamp, std::string_view body);

}  // namespace wardroom::webhooks
