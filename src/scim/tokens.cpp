#include "scim/tokens.h"

#include <stdexcept>

#include "identity/token_text.h"
#include "scim/token_queries.h"

namespace wardroom::scim {
namespace {

constexpr std::size_t max_tokens = 10;
constexpr std::size_t shown_characters = 8;
constexpr std::chrono::minutes use_is_noted_every{5};

keys::Place name_place(const base::TenantId& tenant, const base::ScimTokenId& id) {
  return {tenant, "scim_tokens", "name_sealed", id.bytes()};
}

}  // namespace

base::Problem invalid_token() {
  return {401, "token_invalid", "This SCIM token is unknown, withdrawn or has expired; make a new one."};
}

CreatedScimToken Tokens::create(store::TenantTxn& txn, base::UserId maker, const std::string& name,
                                std::optional<std::chrono::days> lasts) const {
  const auto now = parts_.now();
  txn.exec(queries::forget_tokens, now);
  if (list(txn).size() >= max_tokens) {
    throw base::Problem(409, "too_many_scim_tokens", "There are 10 SCIM tokens; withdraw one that is not needed.");
  }
  const auto token = identity::new_tenant_token(identity::TokenKind::scim, txn.tenant());
  ScimToken made{.id = base::ScimTokenId::make(),
                 .name = name,
                 .shown = std::string(identity::secret_part(token).substr(0, shown_characters)),
                 .created_by = maker,
                 .created_at = now,
                 .expires_at = lasts ? std::optional(now + *lasts) : std::nullopt,
                 .last_used_at = std::nullopt};
  txn.exec(queries::insert_token, made.id, identity::token_hash(token), made.shown,
           parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, name_place(txn.tenant(), made.id), name), maker,
           made.created_at, made.expires_at);
  return {std::move(made), token};
}

std::vector<ScimToken> Tokens::list(store::TenantTxn& txn) const {
  const auto keys = parts_.keys.open(txn.tenant());
  std::vector<ScimToken> out;
  for (const auto& row : txn.all<queries::TokenRow>(queries::tokens, parts_.now())) {
    auto name = keys->open(row.name, name_place(txn.tenant(), row.id));
    if (!name) throw std::runtime_error("a SCIM token's row is damaged");
    out.push_back(
        {row.id, std::move(*name), row.shown, row.created_by, row.created_at, row.expires_at, row.last_used_at});
  }
  return out;
}

void Tokens::revoke(store::TenantTxn& txn, base::ScimTokenId id) const {
  if (txn.exec(queries::drop_token, id) > 0) return;
  throw base::Problem(404, "scim_token_not_found", "There is no SCIM token of this id that is good.");
}

std::optional<ShownToken> Tokens::read(std::string_view bearer) const {
  const auto token = identity::parse_tenant_token(identity::TokenKind::scim, bearer);
  if (!token || !parts_.store.exists(token->tenant)) return std::nullopt;
  return ShownToken{token->tenant, token->hash};
}

base::ScimTokenId Tokens::load(store::TenantTxn& txn, const ShownToken& shown) const {
  const auto row = txn.one<queries::ShownTokenRow>(queries::shown_token, shown.hash, parts_.now());
  if (!row) throw invalid_token();
  note_use(txn.tenant(), row->id, row->last_used_at);
  return row->id;
}

// Written apart, for many transactions that load one only read.
void Tokens::note_use(base::TenantId tenant, base::ScimTokenId id, std::optional<base::Timestamp> before) const {
  const auto now = parts_.now();
  if (before && now < *before + use_is_noted_every) return;
  parts_.store.write(
      tenant, [id, now](store::TenantTxn& txn) { txn.exec(queries::used_token, id, now); }, [](std::exception_ptr) {});
}

}  // namespace wardroom::scim
