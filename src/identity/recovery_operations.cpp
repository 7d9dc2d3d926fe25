#include <array>

#include "identity/inputs.h"
#include "identity/new_password.h"
#include "identity/operations.h"
#include "identity/recovery_keys.h"
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

// Refused before the key is looked up, so that a key which is right does not open a network that is locked out.
void require_open_network(const Identity& identity, TenantTxn& txn, const access::Origin& origin) {
  Lockout(identity.parts()).require_open(txn, Lockout::address(origin.address));
}

// A key that nobody has stands in the audit log of the workspace that it names, and counts against who tried it.
void record_refusal(const Identity& identity, base::TenantId tenant, const access::Origin& origin) {
  const std::array subjects{Lockout::address(origin.address)};
  identity.parts().store.write_now(tenant, [&](TenantTxn& txn) {
    Lockout(identity.parts())
        .record_failure(txn, record_about("auth.recovery_refused", origin, {}, "refused"), subjects);
  });
}

void recover(const Identity& identity, const Recover& in, const access::Origin& origin) {
  const auto key = parse_tenant_token(TokenKind::recovery, in.key.value);
  if (!key || !identity.parts().store.exists(key->tenant)) throw invalid_recovery_key();
  const RecoveryKeys keys(identity.parts());
  try {
    set_new_password(
        identity, key->tenant, in.password.value, "user.recovered", origin,
        [&](TenantTxn& txn) {
          require_open_network(identity, txn, origin);
          return keys.require_holder(txn, key->hash);
        },
        [](TenantTxn& txn, base::UserId user) { RecoveryKeys::remove(txn, user); });
  } catch (const base::Problem& problem) {
    if (problem.code() == invalid_recovery_key().code()) record_refusal(identity, key->tenant, origin);
    throw;
  }
}

CreatedRecoveryKey created(const Identity& identity, Call& call) {
  call.target = call.caller.user.text();
  return RecoveryKeys(identity.parts()).create(call.txn, call.caller.user);
}

}  // namespace

void declare_recovery(operation::Registry& registry, Identity& identity) {
  registry.reads(get, [](Call& call, const Empty&) {
    return RecoveryKeyState{RecoveryKeys::made_at(call.txn, call.caller.user)};
  });
  registry.writes(create, [&identity](Call& call, const Empty&) { return created(identity, call); });
  registry.writes(remove, [](Call& call, const Empty&) {
    if (!RecoveryKeys::remove(call.txn, call.caller.user)) {
      throw base::Problem(404, "no_recovery_key", "You have no recovery key.");
    }
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
