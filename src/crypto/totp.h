// Time-based one-time passwords (RFC 6238 on RFC 4226): HMAC-SHA-1, 6 digits, steps of 30 seconds, what every
// authenticator app can do. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wardroom::crypto {

inline constexpr std::size_t totp_secret_size = 20;  // as RFC 4226 recommends: HMAC-SHA-1's output
inline constexpr std::int64_t totp_step_seconds = 30;

std::string totp_code(base::ByteView secret, std::int64_t step);

// The step that the code is of: the one of `now` (seconds since 1970) or a neighbour, for clocks that are off; none at
// or before `last`, so that no code is good twice.
std::optional<std::int64_t> totp_step_of(base::ByteView secret, std::string_view code, std::int64_t now,
                                         std::int64_t last);

std::string base32(base::ByteView bytes);  // RFC 4648 without padding
// What the QR code holds: otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=…
std::string totp_uri(std::string_view issuer, std::string_view account, base::ByteView secret);

}  // namespace wardroom::crypto
