#include "identity/factor_removal.h"
#include "identity/inputs.h"
#include "identity/operations.h"
#include "identity/passkey_input.h"

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

struct NewPasskeyInput {
  Name name;
  base::Text<1, 8192> client_data;
  base::Text<1, 8192> attestation_object;
};
BOOST_DESCRIBE_STRUCT(NewPasskeyInput, (), (name, client_data, attestation_object))

struct RenamePasskey {
  base::PasskeyId passkey;
  Name name;
};
BOOST_DESCRIBE_STRUCT(RenamePasskey, (), (passkey, name))

struct OnePasskey {
  base::PasskeyId passkey;
};
BOOST_DESCRIBE_STRUCT(OnePasskey, (), (passkey))

struct OneChallenge {
  Token challenge;
};
BOOST_DESCRIBE_STRUCT(OneChallenge, (), (challenge))

constexpr Operation<Empty, PasskeyRequest> begin_sign_in{
    .name = "auth.passkey.begin",
    .method = Method::post,
    .path = "/auth/passkey/begin",
    .summary = "What to ask a browser for, to sign in with a passkey alone",
    .policy = Policy<Empty>::anyone("tells nothing that is not public"),
    .rate = Rate::reading,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<PasskeyAnswer, Tokens> sign_in{
    .name = "auth.passkey",
    .method = Method::post,
    .path = "/auth/passkey",
    .summary = "Sign in with a passkey alone; it must have asked for a PIN, a finger or a face",
    .policy = Policy<PasskeyAnswer>::anyone("the passkey is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("auth.login"),
};

constexpr Operation<OneChallenge, PasskeyRequest> begin_factor{
    .name = "auth.factor.passkey",
    .method = Method::post,
    .path = "/auth/factor/passkey",
    .summary = "What to ask a browser for, to give a passkey as the second factor",
    .policy = Policy<OneChallenge>::anyone("the challenge, given for a right password, is the right"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Empty, PasskeyRequest> begin_step_up{
    .name = "auth.step_up.passkey",
    .method = Method::post,
    .path = "/auth/step-up/passkey",
    .summary = "What to ask a browser for, to prove anew who one is with a passkey",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<Empty, PasskeyOffer> begin_adding{
    .name = "factor.passkey.begin",
    .method = Method::post,
    .path = "/me/factors/passkey-offer",
    .summary = "What to ask a browser for, to add a passkey",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::reading,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<NewPasskeyInput, AddedPasskey> add{
    .name = "factor.passkey.add",
    .method = Method::post,
    .path = "/me/factors/passkeys",
    .summary = "Add a passkey; the first factor answers recovery codes, once",
    .policy = Policy<NewPasskeyInput>::self().fresh(),
    .rate = Rate::authentication,
    .audited = Audited::as("factor.added"),
};

constexpr Operation<RenamePasskey, Empty> rename{
    .name = "factor.passkey.rename",
    .method = Method::patch,
    .path = "/me/factors/passkeys/{passkey}",
    .summary = "Give a passkey another name",
    .policy = Policy<RenamePasskey>::self(),
    .rate = Rate::writing,
    .audited = Audited::no("a word for one's own eyes"),
};

constexpr Operation<OnePasskey, Empty> remove{
    .name = "factor.passkey.remove",
    .method = Method::delete_,
    .path = "/me/factors/passkeys/{passkey}",
    .summary = "Remove a passkey, and with the last factor the recovery codes; one's other sessions end",
    .policy = Policy<OnePasskey>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("factor.removed"),
};

void declare_signing_in(operation::Registry& registry, Identity& identity) {
  registry.async(begin_sign_in, [&identity](AsyncCall<PasskeyRequest> call, const Empty&) {
    call.reply(identity.factors().passkeys().request_anybody());
  });
  registry.async(sign_in, [&identity](AsyncCall<Tokens> call, const PasskeyAnswer& in) {
    identity.signing_pool().answer(std::move(call),
                                   [&identity, given = decoded(in, "body")](const AsyncCall<Tokens>& asked) {
                                     return identity.sign_in().by_passkey(given, asked.origin);
                                   });
  });
  registry.async(begin_factor, [&identity](AsyncCall<PasskeyRequest> call, OneChallenge in) {
    identity.signing_pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<PasskeyRequest>&) {
      return operation::Answer{base::to_json_text(identity.sign_in().passkey_for(in.challenge.value)), {}};
    });
  });
}

void declare_own(operation::Registry& registry, Identity& identity) {
  registry.reads(begin_step_up, [&identity](Call& call, const Empty&) {
    const auto& passkeys = identity.factors().passkeys();
    return passkeys.request(call.txn, call.caller.user,
                            passkeys.challenge_for(SignIn::purpose_of_step_up(call.caller)));
  });
  registry.reads(begin_adding, [&identity](Call& call, const Empty&) {
    return identity.factors().passkeys().offer(call.txn, identity.directory().get(call.txn, call.caller.user),
                                               identity.parts().workspaces.current(call.txn).name);
  });
  registry.writes(add, [&identity](Call& call, const NewPasskeyInput& in) {
    call.target = call.caller.user.text();
    call.detail = "a passkey";
    return identity.factors().add_passkey(call.txn, call.caller.user, in.name.value,
                                          decoded(in.client_data.value, "body.client_data"),
                                          decoded(in.attestation_object.value, "body.attestation_object"));
  });
  registry.writes(rename, [&identity](Call& call, const RenamePasskey& in) {
    identity.factors().passkeys().rename(call.txn, call.caller.user, in.passkey, in.name.value);
    return Empty{};
  });
  registry.writes(remove, [&identity](Call& call, const OnePasskey& in) {
    call.target = call.caller.user.text();
    call.detail = "a passkey";
    identity.factors().remove_passkey(call.txn, call.caller.user, in.passkey);
    end_other_sessions(identity, call);
    return Empty{};
  });
}

}  // namespace

void declare_passkeys(operation::Registry& registry, Identity& identity) {
  declare_signing_in(registry, identity);
  declare_own(registry, identity);
}

}  // namespace wardroom::identity
