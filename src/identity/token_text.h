// Tokens that say which workspace they are for, so that they work without a session or cookie. Only hashes are stored.
//
//   "wrr_" | tenant's TypeID suffix (26) | "_" | 32 random bytes, base64url (43)      refresh; "wri_": invitation,
//   "wrc_": a sign-in that waits for its second factor
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "crypto/hash.h"

namespace wardroom::identity {

enum class TokenKind { refresh, invitation, challenge };

struct TenantToken {
  base::TenantId tenant;
  crypto::Digest hash{};
};

std::string new_tenant_token(TokenKind kind, base::TenantId tenant);
std::optional<TenantToken> parse_tenant_token(TokenKind kind, std::string_view text);
inline crypto::Digest token_hash(std::string_view text) { return crypto::sha256(text); }

}  // namespace wardroom::identity
