#include "access/grant.h"
#include "access/holding.h"
#include "identity/factor_removal.h"
#include "identity/inputs.h"
#include "identity/operations.h"
#include "identity/passkey_input.h"

namespace wardroom::identity {
namespace {

using access::Permission;
using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

using Code = base::SecretText<1, 64>;

struct GiveCode {
  Code code;
};
BOOST_DESCRIBE_STRUCT(GiveCode, (), (code))

struct AnswerChallenge {
  Token challenge;
  std::optional<Code> code;
  std::optional<PasskeyAnswer> passkey;
};
BOOST_DESCRIBE_STRUCT(AnswerChallenge, (), (challenge, code, passkey))

struct Proof {
  std::optional<Password> password;
  std::optional<Code> code;
  std::optional<PasskeyAnswer> passkey;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (password, code, passkey))

struct FactorPolicy {
  std::optional<access::Tier> required_from;
  std::int64_t people_without = 0;  // of those it is demanded of
};
BOOST_DESCRIBE_STRUCT(FactorPolicy, (), (required_from, people_without))

struct SetFactorPolicy {
  std::optional<access::Tier> required_from;
};
BOOST_DESCRIBE_STRUCT(SetFactorPolicy, (), (required_from))

constexpr Operation<AnswerChallenge, Tokens> answer{
    .name = "auth.factor",
    .method = Method::post,
    .path = "/auth/factor",
    .summary = "Finish signing in: a code of the authenticator app, a recovery code, or a passkey",
    .policy = Policy<AnswerChallenge>::anyone("the challenge, given for a right password, is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("auth.login"),
};

constexpr Operation<Proof, Empty> step_up{
    .name = "auth.step_up",
    .method = Method::post,
    .path = "/auth/step-up",
    .summary = "Prove anew who one is: by a second factor where there is one, else by the password",
    .policy = Policy<Proof>::self(),
    .rate = Rate::authentication,
    .audited = Audited::as("auth.stepped_up"),
};

constexpr Operation<Empty, FactorState> state{
    .name = "factor.list",
    .method = Method::get,
    .path = "/me/factors",
    .summary = "One's own second factors",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Empty, TotpBegun> begin{
    .name = "factor.totp.begin",
    .method = Method::post,
    .path = "/me/factors/totp",
    .summary = "Begin to set up an authenticator app; its secret is told here and never again",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::no("counts for nothing until a first code confirms it"),
};

constexpr Operation<GiveCode, RecoveryCodes> confirm{
    .name = "factor.totp.confirm",
    .method = Method::post,
    .path = "/me/factors/totp/confirm",
    .summary = "Confirm the authenticator app by its first code; answers the recovery codes, once",
    .policy = Policy<GiveCode>::self().fresh(),
    .rate = Rate::authentication,
    .audited = Audited::as("factor.added"),
};

constexpr Operation<Empty, Empty> remove{
    .name = "factor.totp.remove",
    .method = Method::delete_,
    .path = "/me/factors/totp",
    .summary =
        "Remove the authenticator app, and with the last factor the recovery codes; one's other sessions end (where it "
        "is demanded: all)",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("factor.removed"),
};

constexpr Operation<Empty, RecoveryCodes> renew{
    .name = "factor.codes.renew",
    .method = Method::post,
    .path = "/me/factors/recovery-codes",
    .summary = "Make new recovery codes, told once; those of before are void",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("factor.codes_renewed"),
};

constexpr Operation<OneUser, Empty> reset{
    .name = "user.factors.reset",
    .method = Method::delete_,
    .path = "/users/{user}/factors",
    .summary = "Take a person's second factors away, when phone and codes are lost; their sessions end",
    .policy = Policy<OneUser>::needs(Permission::manage_users).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("factor.reset"),
};

constexpr Operation<Empty, FactorPolicy> policy{
    .name = "factor.policy.get",
    .method = Method::get,
    .path = "/factors/policy",
    .summary = "From which tier on a second factor is demanded, and of how many it is still missing",
    .policy = Policy<Empty>::needs(Permission::manage_authentication),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<SetFactorPolicy, FactorPolicy> set_policy{
    .name = "factor.policy.set",
    .method = Method::put,
    .path = "/factors/policy",
    .summary = "Demand a second factor from a tier on, or of nobody; those who have none are signed out",
    .policy = Policy<SetFactorPolicy>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("factor.policy_changed"),
};

FactorAnswer factor_answer(const std::optional<Code>& code, const std::optional<PasskeyAnswer>& passkey) {
  if (code && passkey) throw base::invalid_field("body.passkey", "Give a code or a passkey, not both.");
  FactorAnswer out;
  if (code) out.code = code->value;
  if (passkey) out.passkey = decoded(*passkey, "body.passkey");
  return out;
}

TotpBegun begin_totp(const Identity& identity, Call& call) {
  const auto user = identity.directory().get(call.txn, call.caller.user);
  return identity.factors().begin_totp(call.txn, user.id, identity.parts().workspaces.current(call.txn).name,
                                       user.username);
}

FactorPolicy policy_of(const Factors& factors, store::TenantTxn& txn) {
  FactorPolicy out{factors.required_from(txn)};
  if (out.required_from) {
    out.people_without = static_cast<std::int64_t>(factors.people_without(txn, *out.required_from).size());
  }
  return out;
}

FactorPolicy change_policy(const Identity& identity, Call& call, std::optional<access::Tier> from) {
  const auto& factors = identity.factors();
  call.changed = factors.required_from(call.txn) != from;
  call.target = from ? std::string(access::name(*from)) : "nobody";
  if (from && access::Holding{call.caller.tier, call.caller.permissions}.standing() >= *from &&
      !factors.has(call.txn, call.caller.user)) {
    throw base::Problem(409, "own_factor_first", "Set up a second factor of your own before you demand it of others.");
  }
  factors.require_from(call.txn, from);
  if (from) {
    for (const auto user : factors.people_without(call.txn, *from)) identity.sessions().revoke_all(call.txn, user);
  }
  return policy_of(factors, call.txn);
}

void declare_own(operation::Registry& registry, Identity& identity) {
  registry.reads(
      state, [&identity](Call& call, const Empty&) { return identity.factors().state(call.txn, call.caller.user); });
  registry.writes(begin, [&identity](Call& call, const Empty&) { return begin_totp(identity, call); });
  registry.writes(confirm, [&identity](Call& call, const GiveCode& in) {
    call.target = call.caller.user.text();
    call.detail = "an authenticator app";
    return identity.factors().confirm_totp(call.txn, call.caller.user, in.code.value);
  });
  registry.writes(remove, [&identity](Call& call, const Empty&) {
    call.target = call.caller.user.text();
    call.detail = "an authenticator app";
    call.changed = identity.factors().remove_totp(call.txn, call.caller.user);
    if (call.changed) end_other_sessions(identity, call);
    return Empty{};
  });
  registry.writes(renew, [&identity](Call& call, const Empty&) {
    call.target = call.caller.user.text();
    return identity.factors().new_recovery_codes(call.txn, call.caller.user);
  });
}

void declare_administration(operation::Registry& registry, Identity& identity) {
  registry.writes(reset, [&identity](Call& call, const OneUser& in) {
    const auto user = identity.directory().get(call.txn, in.user);
    access::require_grant(call.caller, identity.directory().held_by(call.txn, user.id));
    call.target = in.user.text();
    call.changed = identity.factors().has(call.txn, in.user);
    if (!call.changed) return Empty{};
    identity.factors().remove_all(call.txn, in.user);
    identity.sessions().revoke_all(call.txn, in.user);
    return Empty{};
  });
  registry.reads(policy, [&identity](Call& call, const Empty&) { return policy_of(identity.factors(), call.txn); });
  registry.writes(set_policy, [&identity](Call& call, const SetFactorPolicy& in) {
    return change_policy(identity, call, in.required_from);
  });
}

}  // namespace

void declare_factors(operation::Registry& registry, Identity& identity) {
  registry.async(answer, [&identity](AsyncCall<Tokens> call, AnswerChallenge in) {
    if (!in.code && !in.passkey) throw base::invalid_field("body.code", "Give a code, or a passkey.");
    identity.signing_pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Tokens>& asked) {
      return identity.sign_in().second_factor(in.challenge.value, factor_answer(in.code, in.passkey), asked.origin);
    });
  });
  registry.async(step_up, [&identity](AsyncCall<Empty> call, Proof in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>& asked) {
      const auto password = in.password ? std::optional(in.password->value) : std::nullopt;
      identity.sign_in().step_up(*asked.caller, asked.origin, password, factor_answer(in.code, in.passkey));
      return operation::Answer{"{}", {}};
    });
  });
  declare_own(registry, identity);
  declare_administration(registry, identity);
}

}  // namespace wardroom::identity
