// What AWS KMS says and is told (AWS Key Management Service API Reference, JSON 1.1). Answers are a stranger's bytes:
// whatever does not have the right shape is unreachable, never a crash and never a key.
#pragma once
#include <expected>
#include <string>

#include "kms/kms.h"

namespace wardroom::kms::aws {

inline constexpr std::size_t max_ciphertext = 6144;

std::string encrypt_request(std::string_view key, base::ByteView plain, base::ByteView context);
std::string decrypt_request(std::string_view key, base::ByteView ciphertext, base::ByteView context);
std::string describe_request(std::string_view key);

std::expected<base::Bytes, KmsError> read_encrypted(int status, std::string_view body);
std::expected<base::Bytes, KmsError> read_decrypted(int status, std::string_view body);
// Empty when the key can be used: symmetric, for encryption, enabled.
std::expected<void, KmsError> read_described(int status, std::string_view body);

}  // namespace wardroom::kms::aws
