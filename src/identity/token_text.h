// Tokens that say which workspace they are for, so that they work without a session or cookie. Only hashes are stored.
//
//   "wrr_" | tenant's TypeID suffix (26) | "_" | 32 random bytes, base64url (43)      refresh; "wri_": invitation,
//   "wrp_": a password's reset,
//   "wrc_": a sign-in that waits for its second factor; "wrk_": API key, "wrs_": SCIM token, "wrh_": incoming webhook,
//   which end in six more characters, the CRC-32 (base 62) of all before, so that scanners for leaked secrets know one
//   when they see it
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "crypto/hash.h"

namespace wardroom::identity {

enum class TokenKind { refresh, invitation, challenge, reset, recovery, api_key, scim, webhook };

struct TenantToken {
  base::TenantId tenant;
  crypto::Digest hash{};
};

std::string new_tenant_token(TokenKind kind, base::TenantId tenant);
std::optional<TenantToken> parse_tenant_token(TokenKind kind, std::string_view text);
bool is_api_key(std::string_view text);                // by its beginning
std::string_view secret_part(std::string_view token);  // of one that new_tenant_token() made
inline crypto::Digest token_hash(std::string_view text) { return crypto::sha256(text); }

}  // namespace wardroom::identity
