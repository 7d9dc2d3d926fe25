// A person's own recovery key: made while signed in, kept by them, good once to set a new password. The server keeps
// its SHA-256. It has 256 random bits and names its workspace, so that nothing else is asked for and nothing is told.
#include <array>

#include "identity/inputs.h"
#include "identity/operations.h"
#include "identity/records.h"
#include "identity/recovery_queries.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;
using store::TenantTxn;

struct RecoveryKeyState {
  std::optional<base::Timestamp> created_at;
};
BOOST_DESCRIBE_STRUCT(RecoveryKeyState, (), (created_at))

struct CreatedRecoveryKey {
  std::string key;  // shown once
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(CreatedRecoveryKey, (), (key, created_at))

struct Recover {
  Token key;
  Password password;
};
BOOST_DESCRIBE_STRUCT(Recover, (), (key, password))

constexpr Operation<Empty, RecoveryKeyState> get{
    .name = "recovery_key.get",
    .method = Method::get,
    .path = "/me/recovery-key",
    .summary = "Whether one has a recovery key, and since when",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Empty, CreatedRecoveryKey> create{
    .name = "recovery_key.create",
    .method = Method::post,
    .path = "/me/recovery-key",
    .summary = "A key by which one sets a new password when the old one is lost, once; one from before is void",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("user.recovery_key_created"),
};

constexpr Operation<Empty, Empty> remove{
    .name = "recovery_key.remove",
    .method = Method::delete_,
    .path = "/me/recovery-key",
    .summary = "Take one's recovery key away",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("user.recovery_key_removed"),
};

constexpr Operation<Recover, Empty> use{
    .name = "auth.recover",
    .method = Method::post,
    .path = "/auth/recover",
    .summary = "Set a new password by one's recovery key, which is used up; all sessions end, the second factor stays",
    .policy = Policy<Recover>::anyone("the recovery key is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("user.recovered"),
};

base::Problem recovery_invalid() {
  return {404, "recovery_invalid", "This recovery key is not right, was used, or was replaced by a newer one."};
}

User owner_of(const Identity& identity, TenantTxn& txn, const crypto::Digest& hash) {
  const auto id = txn.one<base::UserId>(queries::recovery_key_holder, hash);
  if (!id) throw recovery_invalid();
  auto user = identity.directory().get(txn, *id);
  if (!user.active) throw recovery_invalid();
  return user;
}

// What was tried stands in the audit log of the workspace that the key names.
User require_owner(const Identity& identity, const TenantToken& key, const access::Origin& origin) {
  const auto& parts = identity.parts();
  try {
    return parts.store.read_now(key.tenant, [&](TenantTxn& txn) { return owner_of(identity, txn, key.hash); });
  } catch (const base::Problem&) {
    parts.store.write_now(key.tenant, [&](TenantTxn& txn) {
      const std::array subjects{Lockout::address(origin.address)};
      Lockout(parts).require_open(txn, subjects[0]);
      Lockout(parts).record_failure(txn, record_about("auth.recovery_refused", origin, {}, "refused"), subjects);
    });
    throw;
  }
}

void recover(const Identity& identity, const Recover& in, const access::Origin& origin) {
  const auto& parts = identity.parts();
  const auto key = parse_tenant_token(TokenKind::recovery, in.key.value);
  if (!key || !parts.store.exists(key->tenant)) throw recovery_invalid();
  const auto user = require_owner(identity, *key, origin);
  identity.accounts().check_new_password(in.password.value, user.username, "body.password");
  const auto phc = crypto::hash_password(in.password.value, parts.options.password_cost);
  parts.store.write_now(key->tenant, [&](TenantTxn& txn) {
    owner_of(identity, txn, key->hash);  // it may have been used while the password was hashed
    txn.exec(queries::drop_recovery_key, user.id);
    identity.accounts().set_password(txn, user.id, phc, parts.now());
    identity.sessions().revoke_all(txn, user.id);
    Lockout(parts).clear(txn, Lockout::account(user.username));
    auto entry = record_of("user.recovered", origin, user.id, {});
    entry.session.clear();
    entry.target = user.id.text();
    parts.audit.append(txn, entry);
  });
}

CreatedRecoveryKey created(const Identity& identity, Call& call) {
  const auto key = new_tenant_token(TokenKind::recovery, call.txn.tenant());
  const auto now = identity.parts().now();
  call.txn.exec(queries::put_recovery_key, call.caller.user, token_hash(key), now);
  call.target = call.caller.user.text();
  return {key, now};
}

}  // namespace

void declare_recovery(operation::Registry& registry, Identity& identity) {
  registry.reads(get, [](Call& call, const Empty&) {
    return RecoveryKeyState{call.txn.one<base::Timestamp>(queries::recovery_key_made_at, call.caller.user)};
  });
  registry.writes(create, [&identity](Call& call, const Empty&) { return created(identity, call); });
  registry.writes(remove, [](Call& call, const Empty&) {
    if (call.txn.exec(queries::drop_recovery_key, call.caller.user) == 0)
      throw base::Problem(404, "recovery_invalid", "There is none.");
    call.target = call.caller.user.text();
    return Empty{};
  });
  registry.async(use, [&identity](AsyncCall<Empty> call, Recover in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>& asked) {
      recover(identity, in, asked.origin);
      return operation::Answer{"{}", {}};
    });
  });
}

}  // namespace wardroom::identity
