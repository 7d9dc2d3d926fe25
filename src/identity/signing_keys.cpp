#include "identity/signing_keys.h"

#include <stdexcept>

#include "crypto/random.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "identity/verified_tokens.h"

namespace wardroom::identity {
namespace {

constexpr std::string_view issuer = "wardroom";
constexpr std::string_view audience = "wardroom";

keys::Place seed_place(std::string_view kid) {
  return {base::platform_tenant, "signing_keys", "seed_sealed", base::as_bytes(kid)};
}

std::int64_t seconds(base::Timestamp at) { return at.ms / 1000; }

base::Problem invalid_token() {
  return {401, "token_invalid", "The access token is not valid or has expired; refresh it or sign in again."};
}

}  // namespace

struct SigningKeys::Ring {
  std::optional<crypto::SigningKey> current;
  std::string kid;
  base::Timestamp since;
  std::vector<crypto::VerifyingKey> all;
  mutable VerifiedTokens verified;  // here, so that a key that is gone takes its tokens with it
};

SigningKeys::SigningKeys(const Parts& parts) : parts_(parts) {
  ring_ = parts_.store.write_now(base::platform_tenant, [this](store::TenantTxn& platform) {
    auto ring = read(platform);
    if (ring->current) return ring;
    insert(platform, "current");
    insert(platform, "next");
    return read(platform);
  });
}

std::shared_ptr<const SigningKeys::Ring> SigningKeys::ring() const {
  const std::lock_guard lock(mutex_);
  return ring_;
}

std::shared_ptr<const SigningKeys::Ring> SigningKeys::read(store::TenantTxn& platform) const {
  const auto keys = parts_.keys.open(base::platform_tenant);
  auto ring = std::make_shared<Ring>();
  for (const auto& row : platform.all<SigningKeyRow>(queries::signing_keys)) {
    auto seed = keys->open(row.seed, seed_place(row.kid));
    if (!seed || seed->size() != 32) throw std::runtime_error("a signing key does not open");
    crypto::SigningKey key(base::Secret<32>(base::as_bytes(*seed).first<32>()));
    base::wipe(*seed);
    ring->all.push_back({row.kid, key.public_key()});
    if (row.state != "current") continue;
    ring->kid = row.kid;
    ring->since = row.created_at;
    ring->current.emplace(std::move(key));
  }
  return ring;
}

void SigningKeys::insert(store::TenantTxn& platform, std::string_view state) const {
  const auto seed = base::Secret<32>::random();
  const auto kid = crypto::key_id(crypto::SigningKey(seed).public_key());
  const auto sealed = parts_.keys.open(base::platform_tenant)
                          ->seal(keys::Purpose::credential, seed_place(kid), base::as_text(seed.view()));
  platform.exec(queries::insert_signing_key, kid, std::string(state), sealed, parts_.now());
}

std::string SigningKeys::sign(const access::Credentials& credentials) const {
  const auto ring = this->ring();
  crypto::AccessClaims claims;
  claims.iss = issuer;
  claims.aud = audience;
  claims.sub = credentials.user.text();
  claims.tid = credentials.tenant.text();
  claims.sid = credentials.session.text();
  claims.jti = crypto::random_token();
  claims.iat = claims.nbf = seconds(parts_.now());
  claims.exp = claims.iat + parts_.options.access_ttl.count();
  return crypto::sign_access_token(*ring->current, ring->kid, claims);
}

access::Credentials SigningKeys::verify(std::string_view token) const {
  if (token.empty())
    throw base::Problem(401, "token_missing", "Sign in first, and send the access token as a Bearer token.");
  const auto ring = this->ring();
  const auto now = seconds(parts_.now());
  const auto digest = crypto::sha256(token);
  if (const auto known = ring->verified.find(digest, now)) return *known;
  const auto claims = crypto::verify_access_token(token, ring->all, issuer, audience, now);
  if (!claims) throw invalid_token();
  const auto tenant = base::TenantId::parse(claims->tid);
  const auto user = base::UserId::parse(claims->sub);
  const auto session = base::SessionId::parse(claims->sid);
  if (!tenant || !user || !session) throw invalid_token();
  const access::Credentials credentials{*tenant, *user, *session};
  ring->verified.remember(digest, {credentials, claims->nbf, claims->exp});
  return credentials;
}

std::string SigningKeys::jwks() const { return crypto::jwks_json(ring()->all); }

std::string SigningKeys::current_id() const { return ring()->kid; }

void SigningKeys::reload() {
  auto fresh =
      parts_.store.read_now(base::platform_tenant, [this](store::TenantTxn& platform) { return read(platform); });
  const std::lock_guard lock(mutex_);
  ring_ = std::move(fresh);
}

std::vector<SigningKeys::Listed> SigningKeys::list(store::TenantTxn& platform) {
  std::vector<Listed> out;
  for (const auto& row : platform.all<SigningKeyRow>(queries::signing_keys)) {
    out.push_back({row.kid, row.state, row.created_at});
  }
  return out;
}

bool SigningKeys::rotate(std::chrono::seconds min_age) {
  auto fresh =
      parts_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) -> std::shared_ptr<const Ring> {
        if (parts_.now() < read(platform)->since + min_age) return nullptr;
        platform.exec(queries::drop_previous_key);
        platform.exec(queries::move_signing_key, std::string("current"), std::string("previous"));
        platform.exec(queries::move_signing_key, std::string("next"), std::string("current"));
        insert(platform, "next");
        return read(platform);
      });
  if (!fresh) return false;
  const std::lock_guard lock(mutex_);
  ring_ = std::move(fresh);
  return true;
}

}  // namespace wardroom::identity
