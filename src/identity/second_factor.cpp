// The part of SignIn that comes after the password: the second factor, and proving anew who one is.
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

audit::Entry step_up_refused(const access::Caller& caller, const access::Origin& origin) {
  auto entry = record_of("auth.step_up_refused", origin, caller.user, caller.session);
  entry.target = caller.user.text();
  entry.outcome = "refused";
  return entry;
}

}  // namespace

base::Problem challenge_over() {
  return {401, "challenge_over", "This sign-in took too long or had too many wrong codes; begin again."};
}

SignIn::AfterPassword SignIn::after_password(store::TenantTxn& txn, const User& user, base::Timestamp password_set_at,
                                             const access::Origin& origin) const {
  if (!factors_.has(txn, user.id)) {
    lockout_.clear(txn, Lockout::account(user.username));
    return {open(txn, user, parts_.workspaces.current(txn), origin), {}};
  }
  auto challenge = new_tenant_token(TokenKind::challenge, txn.tenant());
  txn.exec(queries::insert_challenge, token_hash(challenge), user.id, password_set_at,
           parts_.now() + parts_.options.challenge_ttl, tries_of_a_challenge);
  parts_.audit.append(txn, record_about("auth.factor_asked", origin, user.id, "ok"));
  return {std::nullopt, std::move(challenge)};
}

// Failures are recorded and counted in this transaction: let it commit.
bool SignIn::use_factor(store::TenantTxn& txn, const User& user, const std::string& code, const access::Origin& origin,
                        const audit::Entry& refused) const {
  const std::array subjects{Lockout::account(user.username), Lockout::address(origin.address)};
  for (const auto& subject : subjects) lockout_.require_open(txn, subject);
  const auto used = factors_.use(txn, user.id, code);
  if (used == UsedFactor::none) {
    lockout_.record_failure(txn, refused, subjects);
    return false;
  }
  lockout_.clear(txn, subjects.front());
  if (used == UsedFactor::recovery_code) {
    parts_.audit.append(txn, record_about("auth.recovery_code_used", origin, user.id, "ok"));
  }
  return true;
}

operation::Answer SignIn::second_factor(const TenantToken& challenge, const std::string& code,
                                        const access::Origin& origin) const {
  auto signed_in = parts_.store.write_now(challenge.tenant, [&](store::TenantTxn& txn) -> std::optional<SignedIn> {
    const auto waiting = txn.one<queries::ChallengeRow>(queries::challenge, challenge.hash, parts_.now());
    const auto login = waiting ? accounts_.find_login(txn, waiting->user) : std::nullopt;
    if (!login || !login->active || login->password_set_at != waiting->password_set_at) throw challenge_over();
    const auto user = Directory(parts_.keys).get(txn, waiting->user);
    if (!use_factor(txn, user, code, origin, record_about("auth.factor_refused", origin, user.id, "refused"))) {
      txn.exec(queries::count_challenge_try, challenge.hash);
      return std::nullopt;
    }
    txn.exec(queries::drop_challenge, challenge.hash);
    return open(txn, user, parts_.workspaces.current(txn), origin);
  });
  if (!signed_in) throw wrong_code(401);
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
                     const std::optional<std::string>& password, const std::optional<std::string>& code) const {
  struct Known {
    User user;
    bool has_factor;
  };
  const auto known = parts_.store.read_now(caller.tenant, [&](store::TenantTxn& txn) {
    return Known{Directory(parts_.keys).get(txn, caller.user), factors_.has(txn, caller.user)};
  });
  if (known.has_factor) {
    if (!code) throw base::invalid_field("body.code", "Give a code of your authenticator app, or a recovery code.");
    return step_up_by_code(caller, origin, known.user, *code);
  }
  if (!password) throw base::invalid_field("body.password", "Give your password.");
  step_up_by_password(caller, origin, known.user, *password);
}

void SignIn::step_up_by_code(const access::Caller& caller, const access::Origin& origin, const User& user,
                             const std::string& code) const {
  const bool right = parts_.store.write_now(caller.tenant, [&](store::TenantTxn& txn) {
    if (!use_factor(txn, user, code, origin, step_up_refused(caller, origin))) return false;
    prove(txn, caller, origin, "by a second factor");
    return true;
  });
  if (!right) throw wrong_code(403);
}

void SignIn::step_up_by_password(const access::Caller& caller, const access::Origin& origin, const User& user,
                                 const std::string& password) const {
  own_password(caller.tenant, user, password, step_up_refused(caller, origin), "body.password");
  parts_.store.write_now(caller.tenant, [&](store::TenantTxn& txn) { prove(txn, caller, origin, "by the password"); });
}

}  // namespace wardroom::identity
