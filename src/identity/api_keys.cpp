#include "identity/api_keys.h"

#include <stdexcept>

#include "access/holding.h"
#include "base/problem.h"
#include "identity/api_key_queries.h"
#include "identity/factors.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t max_keys = 50;  // of one person
constexpr std::chrono::minutes use_is_noted_every{5};
constexpr std::size_t shown_characters = 8;

keys::Place name_place(const base::TenantId& tenant, const base::ApiKeyId& key) {
  return {tenant, "api_keys", "name_sealed", key.bytes()};
}

}  // namespace

base::Problem invalid_api_key() {
  return {401, "token_invalid", "This API key is unknown, withdrawn or has expired; make a new one."};
}

CreatedApiKey ApiKeys::create(store::TenantTxn& txn, const access::Caller& caller, const Wanted& wanted) const {
  if (list(txn, caller.user).items.size() >= max_keys) {
    throw base::Problem(409, "too_many_api_keys", "You have 50 API keys; withdraw one that you do not need.");
  }
  const auto scopes = access::PermissionSet::of(wanted.scopes.value_or(std::vector<access::Permission>()));
  for (const auto scope : scopes.listed()) access::require(caller, scope);
  const auto token = new_tenant_token(TokenKind::api_key, txn.tenant());
  const auto now = parts_.now();
  ApiKey made{.id = base::ApiKeyId::make(),
              .name = wanted.name,
              .shown = std::string(secret_part(token).substr(0, shown_characters)),
              .scopes = wanted.scopes ? std::optional(scopes.listed()) : std::nullopt,
              .read_only = wanted.read_only,
              .created_at = now,
              .expires_at = now + wanted.days,
              .last_used_at = std::nullopt};
  txn.exec(queries::insert_api_key, made.id, caller.user, token_hash(token), made.shown,
           parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, name_place(txn.tenant(), made.id), made.name),
           made.scopes ? std::optional(scopes.text()) : std::nullopt, made.read_only, made.created_at, made.expires_at);
  return {std::move(made), token};
}

ApiKeyList ApiKeys::list(store::TenantTxn& txn, base::UserId user) const {
  const auto keys = parts_.keys.open(txn.tenant());
  ApiKeyList out;
  for (const auto& row : txn.all<queries::ApiKeyRow>(queries::open_api_keys, user, parts_.now())) {
    auto name = keys->open(row.name, name_place(txn.tenant(), row.id));
    if (!name) throw std::runtime_error("an API key's row is damaged");
    out.items.push_back(
        {row.id, std::move(*name), row.shown,
         row.permissions ? std::optional(access::PermissionSet::from_text(*row.permissions).listed()) : std::nullopt,
         row.read_only, row.created_at, row.expires_at, row.last_used_at});
  }
  return out;
}

void ApiKeys::tell_ended(store::TenantTxn& txn, base::ApiKeyId key) const {
  txn.on_commit([this, tenant = txn.tenant(), session = base::SessionId{key.uuid}] {
    if (parts_.listener.session_ended) parts_.listener.session_ended(tenant, session);
  });
}

bool ApiKeys::revoke(store::TenantTxn& txn, base::UserId user, base::ApiKeyId key) const {
  if (txn.exec(queries::revoke_api_key, key, user, parts_.now()) == 0) return false;
  tell_ended(txn, key);
  return true;
}

std::int64_t ApiKeys::revoke_all(store::TenantTxn& txn, base::UserId user) const {
  const auto ended = txn.all<base::ApiKeyId>(queries::revoke_api_keys, user, parts_.now());
  for (const auto key : ended) tell_ended(txn, key);
  return static_cast<std::int64_t>(ended.size());
}

access::Caller ApiKeys::load(store::TenantTxn& txn, const access::Credentials& credentials) const {
  const auto row = txn.one<queries::KeyHolderRow>(queries::key_holder, credentials.api_key.value(), parts_.now());
  if (!row) throw invalid_api_key();
  const auto holding = access::holding_of(row->tier, row->granted);
  auto permissions = holding.permissions;
  if (row->permissions)
    permissions = permissions & access::closure(access::PermissionSet::from_text(*row->permissions));
  note_use(txn.tenant(), row->id, row->last_used_at);
  return {.tenant = credentials.tenant,
          .user = row->user,
          .session = base::SessionId{row->id.uuid},
          .tier = holding.tier,
          .permissions = permissions,
          .must_enrol = is_demanded(row->required_from, holding.standing()) && !row->factor_since,
          .api_key = access::ByApiKey{*credentials.api_key, row->read_only}};
}

// Written apart, for most transactions that load a caller only read.
void ApiKeys::note_use(base::TenantId tenant, base::ApiKeyId key, std::optional<base::Timestamp> before) const {
  const auto now = parts_.now();
  if (before && now < *before + use_is_noted_every) return;
  parts_.store.write(
      tenant, [key, now](store::TenantTxn& txn) { txn.exec(queries::used_api_key, key, now); },
      [](std::exception_ptr) {});
}

}  // namespace wardroom::identity
