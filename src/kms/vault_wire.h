// What Vault's and OpenBao's transit engine says and is told (HashiCorp Vault API, "Transit secrets engine"). Answers
// are a stranger's bytes: whatever does not have the right shape is unreachable, never a crash and never a key.
#pragma once
#include <expected>
#include <optional>
#include <string>

#include "kms/kms.h"

namespace wardroom::kms::vault {

inline constexpr std::size_t max_ciphertext = 1024;

std::string encrypt_request(base::ByteView plain, base::ByteView context);
std::string decrypt_request(std::string_view ciphertext, base::ByteView context);
std::string create_key_request();

// "vault:v1:…", as it is stored.
bool is_ciphertext(std::string_view text);
std::expected<std::string, KmsError> read_encrypted(int status, std::string_view body);
std::expected<base::Bytes, KmsError> read_decrypted(int status, std::string_view body);

struct TransitKey {
  std::string type;
  bool exportable = false;
  bool plaintext_backup = false;
  bool derived = false;
};
// Empty: there is no such key.
std::expected<std::optional<TransitKey>, KmsError> read_key(int status, std::string_view body);

}  // namespace wardroom::kms::vault
