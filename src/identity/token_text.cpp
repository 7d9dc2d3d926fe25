#include "identity/token_text.h"

#include <zlib.h>

#include "crypto/random.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t tenant_size = 26;
constexpr std::size_t secret_size = 43;

constexpr std::size_t checksum_size = 6;

std::string_view prefix_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::refresh:
      return "wrr_";
    case TokenKind::invitation:
      return "wri_";
    case TokenKind::challenge:
      return "wrc_";
    case TokenKind::reset:
      return "wrp_";
    case TokenKind::recovery:
      return "wra_";
    case TokenKind::api_key:
      return "wrk_";
    case TokenKind::scim:
      return "wrs_";
    case TokenKind::webhook:
      return "wrh_";
  }
  return {};
}

std::string checksum(std::string_view text) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
  std::string out(checksum_size, '0');
  for (std::size_t i = checksum_size; i-- > 0; sum /= alphabet.size()) out[i] = alphabet[sum % alphabet.size()];
  return out;
}

bool has_checksum(TokenKind kind) {
  return kind == TokenKind::recovery || kind == TokenKind::api_key || kind == TokenKind::scim ||
         kind == TokenKind::webhook;
}

// Without its checksum, if that is right.
std::optional<std::string_view> checked(std::string_view text) {
  if (text.size() <= checksum_size) return std::nullopt;
  const auto body = text.substr(0, text.size() - checksum_size);
  return checksum(body) == text.substr(body.size()) ? std::optional(body) : std::nullopt;
}

}  // namespace

std::string new_tenant_token(TokenKind kind, base::TenantId tenant) {
  const auto id = tenant.text();
  const auto body = std::string(prefix_of(kind)) + id.substr(id.size() - tenant_size) + "_" + crypto::random_token();
  return has_checksum(kind) ? body + checksum(body) : body;
}

bool is_api_key(std::string_view text) { return text.starts_with(prefix_of(TokenKind::api_key)); }

std::string_view secret_part(std::string_view token) {
  return token.substr(prefix_of(TokenKind::api_key).size() + tenant_size + 1);
}

std::optional<TenantToken> parse_tenant_token(TokenKind kind, std::string_view whole) {
  const auto prefix = prefix_of(kind);
  const auto body = has_checksum(kind) ? checked(whole) : std::optional(whole);
  if (!body) return std::nullopt;
  const auto text = *body;
  if (text.size() != prefix.size() + tenant_size + 1 + secret_size || !text.starts_with(prefix)) return std::nullopt;
  const auto id = text.substr(prefix.size(), tenant_size);
  const auto secret = text.substr(prefix.size() + tenant_size + 1);
  const auto tenant = base::TenantId::parse("ws_" + std::string(id));
  if (!tenant || text[prefix.size() + tenant_size] != '_' || !base::from_base64url(secret)) return std::nullopt;
  return TenantToken{*tenant, token_hash(whole)};
}

}  // namespace wardroom::identity
