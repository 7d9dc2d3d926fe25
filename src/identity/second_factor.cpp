// The part of SignIn that is not about passwords: the second factor, a passkey alone, and proving anew who one is.
#include <array>

#include "identity/factor_queries.h"
#include "identity/records.h"
#include "identity/sign_in.h"

namespace wardroom::identity {
namespace {

constexpr std::int64_t tries_of_a_challenge = 5;

base::Problem wrong_code(int status) {
  return base::Problem(status, "wrong_code", "This code is not right. Each is good once: wait for the app's next one.")
      .at("body.code");
}

base::Problem challenge_over(int status = 401) {
  return {status, "challenge_over", "This sign-in took too long or had too many wrong codes; begin again."};
}

base::Problem passkey_refused(int status) {
  return {status, "passkey_refused", "This passkey was not accepted. Try again, or use another way."};
}

base::Problem refused(int status, const FactorAnswer& given) {
  return given.passkey ? passkey_refused(status) : wrong_code(status);
}

// What the browser signs: the challenge that the password led to, as bytes.
std::string signed_challenge(std::string_view challenge) { return base::to_base64url(base::as_bytes(challenge)); }

audit::Entry step_up_refused(const access::Caller& caller, const access::Origin& origin) {
  auto entry = record_of("auth.step_up_refused", origin, caller.user, caller.session);
  entry.target = caller.user.text();
  entry.outcome = "refused";
  return entry;
}

}  // namespace

SignIn::AfterFirst SignIn::after_first_factor(store::TenantTxn& txn, const User& user, const access::Origin& origin,
                                              std::string_view by) const {
  if (!factors_.has(txn, user.id)) {
    lockout_.clear(txn, Lockout::account(user.username));
    return {open(txn, user, parts_.workspaces.current(txn), origin, by), {}, {}};
  }
  auto challenge = new_tenant_token(TokenKind::challenge, txn.tenant());
  txn.exec(queries::insert_challenge, token_hash(challenge), user.id, password_set_at(txn, user.id),
           parts_.now() + parts_.options.challenge_ttl, tries_of_a_challenge);
  parts_.audit.append(txn, record_about("auth.factor_asked", origin, user.id, "ok"));
  return {std::nullopt, std::move(challenge), factors_.kinds(txn, user.id)};
}

operation::Answer SignIn::let_in(AfterFirst first, const access::Origin& origin) const {
  if (first.signed_in) return finish(std::move(*first.signed_in), origin);
  throw base::Problem(401, "factor_required", "Give your second factor: a passkey, a code, or a recovery code.")
      .member("challenge", std::move(first.challenge))
      .member("factors", std::move(first.kinds));
}

// With another password the challenge is void. 0: the account has none.
base::Timestamp SignIn::password_set_at(store::TenantTxn& txn, base::UserId user) const {
  const auto login = accounts_.find_login(txn, user);
  return login ? login->password_set_at : base::Timestamp{0};
}

// Failures are recorded and counted in this transaction: let it commit.
bool SignIn::use_factor(store::TenantTxn& txn, const User& user, const FactorAnswer& given,
                        const access::Origin& origin, audit::Entry refused) const {
  const std::array subjects{Lockout::account(user.username), Lockout::address(origin.address)};
  for (const auto& subject : subjects) lockout_.require_open(txn, subject);
  auto [used, why_not] = factors_.use(txn, user.id, given);
  if (used == UsedFactor::none) {
    refused.detail = std::move(why_not);
    lockout_.record_failure(txn, refused, subjects);
    return false;
  }
  lockout_.clear(txn, subjects.front());
  if (used == UsedFactor::recovery_code) {
    parts_.audit.append(txn, record_about("auth.recovery_code_used", origin, user.id, "ok"));
  }
  return true;
}

std::optional<base::UserId> SignIn::awaited_at(store::TenantTxn& txn, const TenantToken& challenge) const {
  const auto waiting = txn.one<queries::ChallengeRow>(queries::challenge, challenge.hash, parts_.now());
  const auto user = waiting ? Directory(parts_.keys).find(txn, waiting->user) : std::nullopt;
  const bool good = user && user->active && password_set_at(txn, user->id) == waiting->password_set_at;
  return good ? std::optional(user->id) : std::nullopt;
}

TenantToken SignIn::known_challenge(std::string_view text) const {
  const auto challenge = parse_tenant_token(TokenKind::challenge, text);
  if (!challenge || !parts_.store.exists(challenge->tenant)) throw challenge_over();
  return *challenge;
}

operation::Answer SignIn::second_factor(std::string_view text, FactorAnswer given, const access::Origin& origin) const {
  const auto challenge = known_challenge(text);
  given.challenge = signed_challenge(text);
  auto signed_in = parts_.store.write_now(challenge.tenant, [&](store::TenantTxn& txn) -> std::optional<SignedIn> {
    const auto waiting = awaited_at(txn, challenge);
    if (!waiting) throw challenge_over();
    const auto user = Directory(parts_.keys).get(txn, *waiting);
    if (!use_factor(txn, user, given, origin, record_about("auth.factor_refused", origin, user.id, "refused"))) {
      txn.exec(queries::count_challenge_try, challenge.hash);
      return std::nullopt;
    }
    auto opened = open(txn, user, parts_.workspaces.current(txn), origin);
    if (parts_.listener.challenge_answered) {
      parts_.listener.challenge_answered(txn, challenge.hash, opened.session.id);
    }
    txn.exec(queries::drop_challenge, challenge.hash);
    return opened;
  });
  if (!signed_in) throw refused(401, given);
  return finish(std::move(*signed_in), origin);
}

PasskeyRequest SignIn::passkey_for(std::string_view text) const {
  const auto challenge = known_challenge(text);
  return parts_.store.read_now(challenge.tenant, [&](store::TenantTxn& txn) {
    const auto waiting = awaited_at(txn, challenge);
    if (!waiting) throw challenge_over();
    return factors_.passkeys().request(txn, *waiting, signed_challenge(text));
  });
}

operation::Answer SignIn::by_passkey(const GivenPasskey& given, const access::Origin& origin) const {
  const auto holder = holder_of(given.user_handle);
  if (!holder || !parts_.store.exists(holder->tenant)) throw passkey_refused(401);
  const auto challenge = factors_.passkeys().use_challenge(given, Passkeys::to_sign_in);
  if (!challenge) throw challenge_over();
  auto signed_in = parts_.store.write_now(holder->tenant, [&](store::TenantTxn& txn) -> std::optional<SignedIn> {
    const std::array subjects{Lockout::address(origin.address)};
    lockout_.require_open(txn, subjects.front());
    const auto user = Directory(parts_.keys).find(txn, holder->user);
    const auto used = factors_.passkeys().use(txn, holder->user, *challenge, given, true);
    if (!user || !used) {
      auto entry = record_about("auth.login_failed", origin, user ? std::optional(user->id) : std::nullopt, "refused");
      entry.detail = used ? "an unknown person" : used.error();
      lockout_.record_failure(txn, entry, subjects);
      return std::nullopt;
    }
    if (!user->active) throw account_inactive();
    lockout_.clear(txn, Lockout::account(user->username));
    return open(txn, *user, parts_.workspaces.current(txn), origin, "by a passkey");
  });
  if (!signed_in) throw passkey_refused(401);
  return finish(std::move(*signed_in), origin);
}

void SignIn::prove(store::TenantTxn& txn, const access::Caller& caller, const access::Origin& origin,
                   std::string_view by) const {
  txn.exec(queries::put_proof, caller.session, parts_.now());
  auto entry = record_of("auth.stepped_up", origin, caller.user, caller.session);
  entry.detail = by;
  parts_.audit.append(txn, entry);
}

void SignIn::step_up(const access::Caller& caller, const access::Origin& origin,
                     const std::optional<std::string>& password, FactorAnswer given) const {
  struct Known {
    User user;
    bool has_factor;
    bool has_password;
  };
  const auto known = parts_.store.read_now(caller.tenant, [&](store::TenantTxn& txn) {
    return Known{Directory(parts_.keys).get(txn, caller.user), factors_.has(txn, caller.user),
                 accounts_.find_login(txn, caller.user).has_value()};
  });
  if (known.has_factor) {
    if (!given.code && !given.passkey) {
      throw base::invalid_field("body.code", "Give a code of your authenticator app, a recovery code, or a passkey.");
    }
    return step_up_by_factor(caller, origin, known.user, std::move(given));
  }
  if (!known.has_password) {
    throw base::Problem(409, "sign_in_again", "Your account has no password: sign in again, and try it then.");
  }
  if (!password) throw base::invalid_field("body.password", "Give your password.");
  step_up_by_password(caller, origin, known.user, *password);
}

void SignIn::step_up_by_factor(const access::Caller& caller, const access::Origin& origin, const User& user,
                               FactorAnswer given) const {
  if (given.passkey) {
    auto challenge = factors_.passkeys().use_challenge(*given.passkey, purpose_of_step_up(caller));
    if (!challenge) throw challenge_over(403);
    given.challenge = std::move(*challenge);
  }
  const bool right = parts_.store.write_now(caller.tenant, [&](store::TenantTxn& txn) {
    if (!use_factor(txn, user, given, origin, step_up_refused(caller, origin))) return false;
    prove(txn, caller, origin, given.passkey ? "by a passkey" : "by a second factor");
    return true;
  });
  if (!right) throw refused(403, given);
}

void SignIn::step_up_by_password(const access::Caller& caller, const access::Origin& origin, const User& user,
                                 const std::string& password) const {
  own_password(caller.tenant, user, password, step_up_refused(caller, origin), "body.password");
  parts_.store.write_now(caller.tenant, [&](store::TenantTxn& txn) { prove(txn, caller, origin, "by the password"); });
}

}  // namespace wardroom::identity
