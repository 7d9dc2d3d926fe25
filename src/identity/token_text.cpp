#include "identity/token_text.h"

#include "crypto/random.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t tenant_size = 26;
constexpr std::size_t secret_size = 43;

std::string_view prefix_of(TokenKind kind) {
  if (kind == TokenKind::challenge) return "wrc_";
  return kind == TokenKind::refresh ? "wrr_" : "wri_";
}

}  // namespace

std::string new_tenant_token(TokenKind kind, base::TenantId tenant) {
  const auto id = tenant.text();
  return std::string(prefix_of(kind)) + id.substr(id.size() - tenant_size) + "_" + crypto::random_token();
}

std::optional<TenantToken> parse_tenant_token(TokenKind kind, std::string_view text) {
  const auto prefix = prefix_of(kind);
  if (text.size() != prefix.size() + tenant_size + 1 + secret_size || !text.starts_with(prefix)) return std::nullopt;
  const auto id = text.substr(prefix.size(), tenant_size);
  const auto secret = text.substr(prefix.size() + tenant_size + 1);
  const auto tenant = base::TenantId::parse("ws_" + std::string(id));
  if (!tenant || text[prefix.size() + tenant_size] != '_' || !base::from_base64url(secret)) return std::nullopt;
  return TenantToken{*tenant, token_hash(text)};
}

}  // namespace wardroom::identity
