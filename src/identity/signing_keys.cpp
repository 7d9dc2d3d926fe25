#include "identity/signing_keys.h"

#include <array>
#include <stdexcept>

#include "base/log.h"
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

keys::StoredSigner opened(const SigningKeyRow& row, keys::KeyStore& keys) {
  auto secret = keys.open(base::platform_tenant)->open(row.seed, seed_place(row.kid));
  if (!secret) throw std::runtime_error("a signing key does not open");
  return keys.signers().open(*secret);
}

std::int64_t seconds(base::Timestamp at) { return at.ms / 1000; }

base::Problem invalid_token() { return {401, "token_invalid", "The access token is not valid; sign in again."}; }

}  // namespace

struct SigningKeys::Ring {
  keys::StoredSigner current, next, previous;  // without a signer: there is none
  std::string kid;
  base::Timestamp since;
  std::vector<crypto::VerifyingKey> all;
  mutable VerifiedTokens verified;  // here, so that a key that is gone takes its tokens with it
};

SigningKeys::SigningKeys(const Parts& parts) : parts_(parts) {
  ring_ = parts_.store.read_now(base::platform_tenant, [this](store::TenantTxn& platform) { return read(platform); });
  if (!ring_->current.signer || !parts_.keys.signers().in_place(ring_->current)) ring_ = begin_in_place();
}

// A current and a next key where they belong. What was current becomes previous, what was next has signed nothing.
SigningKeys::SharedRing SigningKeys::begin_in_place() const {
  const auto before = ring();
  const std::array made{parts_.keys.signers().make(), parts_.keys.signers().make()};
  auto fresh = parts_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    platform.exec(queries::drop_signing_key, std::string("previous"));
    platform.exec(queries::drop_signing_key, std::string("next"));
    platform.exec(queries::move_signing_key, std::string("current"), std::string("previous"));
    insert(platform, "current", made[0]);
    insert(platform, "next", made[1]);
    return read(platform);
  });
  for (const auto* gone : {&before->previous, &before->next}) parts_.keys.signers().destroy(*gone);
  return fresh;
}

SigningKeys::SharedRing SigningKeys::ring() const {
  const std::lock_guard lock(mutex_);
  return ring_;
}

void SigningKeys::set(SharedRing ring) const {
  const std::lock_guard lock(mutex_);
  ring_ = std::move(ring);
}

SigningKeys::SharedRing SigningKeys::read(store::TenantTxn& platform) const {
  auto ring = std::make_shared<Ring>();
  for (const auto& row : platform.all<SigningKeyRow>(queries::signing_keys)) {
    auto stored = opened(row, parts_.keys);
    ring->all.push_back({row.kid, stored.signer->public_key()});
    if (row.state == "current") {
      ring->kid = row.kid;
      ring->since = row.created_at;
      ring->current = std::move(stored);
    } else {
      (row.state == "next" ? ring->next : ring->previous) = std::move(stored);
    }
  }
  return ring;
}

void SigningKeys::insert(store::TenantTxn& platform, std::string_view state, const keys::MadeSigner& made) const {
  const auto kid = crypto::key_id(made.stored.signer->public_key());
  const auto sealed =
      parts_.keys.open(base::platform_tenant)->seal(keys::Purpose::credential, seed_place(kid), made.secret);
  platform.exec(queries::insert_signing_key, kid, std::string(state), sealed, parts_.now());
}

std::string SigningKeys::sign_with(const Ring& ring, const access::Credentials& credentials) const {
  crypto::AccessClaims claims;
  claims.iss = issuer;
  claims.aud = audience;
  claims.sub = credentials.user.text();
  claims.tid = credentials.tenant.text();
  claims.sid = credentials.session.text();
  claims.jti = crypto::random_token();
  claims.iat = claims.nbf = seconds(parts_.now());
  claims.exp = claims.iat + parts_.options.access_ttl.count();
  return crypto::sign_access_token(*ring.current.signer, ring.kid, claims);
}

std::string SigningKeys::sign(const access::Credentials& credentials) const try {
  const auto known = ring();
  try {
    return sign_with(*known, credentials);
  } catch (const kms::KmsFault&) {
    reload();  // another process may have rotated, and destroyed the key that is known here
    if (ring()->kid == known->kid) throw;
  }
  return sign_with(*ring(), credentials);
} catch (const kms::KmsFault& fault) {
  base::log_error("an access token cannot be signed: {}", fault.what());
  throw base::Problem(503, "signing_unavailable", "The server's signing key does not answer; try again in a moment.");
}

access::Credentials SigningKeys::verify(std::string_view token) const {
  if (token.empty())
    throw base::Problem(401, "token_missing", "Sign in first, and send the access token as a Bearer token.");
  const auto ring = this->ring();
  const auto now = seconds(parts_.now());
  const auto digest = crypto::sha256(token);
  if (const auto known = ring->verified.find(digest, now)) return *known;
  const auto claims = crypto::verify_access_token(token, ring->all, issuer, audience, now);
  if (!claims && claims.error() == crypto::TokenFault::expired) {
    throw base::Problem(401, "token_expired", "The access token has expired; refresh it or sign in again.");
  }
  if (!claims) throw invalid_token();
  const auto tenant = base::TenantId::parse(claims->tid);
  const auto user = base::UserId::parse(claims->sub);
  const auto session = base::SessionId::parse(claims->sid);
  if (!tenant || !user || !session) throw invalid_token();
  const access::Credentials credentials{*tenant, *user, *session, std::nullopt, crypto::sha256(claims->jti)};
  ring->verified.remember(digest, {credentials, claims->nbf, claims->exp});
  return credentials;
}

std::string SigningKeys::jwks() const { return crypto::jwks_json(ring()->all); }

std::string SigningKeys::current_id() const { return ring()->kid; }

void SigningKeys::reload() const {
  set(parts_.store.read_now(base::platform_tenant, [this](store::TenantTxn& platform) { return read(platform); }));
}

std::vector<SigningKeys::Listed> SigningKeys::list(store::TenantTxn& platform, keys::KeyStore& keys) {
  std::vector<Listed> out;
  for (const auto& row : platform.all<SigningKeyRow>(queries::signing_keys)) {
    out.push_back({row.kid, row.state, row.created_at, opened(row, keys).place()});
  }
  return out;
}

SigningKeys::SharedRing SigningKeys::advance(store::TenantTxn& platform, const keys::MadeSigner& next) const {
  platform.exec(queries::drop_signing_key, std::string("previous"));
  platform.exec(queries::move_signing_key, std::string("current"), std::string("previous"));
  platform.exec(queries::move_signing_key, std::string("next"), std::string("current"));
  insert(platform, "next", next);
  return read(platform);
}

bool SigningKeys::rotate(std::chrono::seconds min_age) {
  const auto before = ring();
  if (parts_.now() < before->since + min_age) return false;
  auto made = parts_.keys.signers().make();
  auto fresh = parts_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) -> SharedRing {
    if (read(platform)->kid != before->kid) return nullptr;  // another process was quicker
    return advance(platform, made);
  });
  base::wipe(made.secret);
  if (!fresh) {
    parts_.keys.signers().destroy(made.stored);
    reload();
    return false;
  }
  parts_.keys.signers().destroy(before->previous);
  set(std::move(fresh));
  return true;
}

}  // namespace wardroom::identity
