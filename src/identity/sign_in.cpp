#include "identity/sign_in.h"

#include <array>

#include "base/json.h"
#include "identity/records.h"

namespace wardroom::identity {
namespace {

base::Problem invalid_credentials() {
  return {401, "invalid_credentials", "Workspace, username or password is not right."};
}

}  // namespace

audit::Entry record_of(audit::Event event, const access::Origin& origin, base::UserId actor, base::SessionId session) {
  audit::Entry entry{.event = event};
  entry.actor = actor.text();
  entry.address = origin.address;
  entry.request = origin.request.text();
  entry.session = session.text();
  return entry;
}

audit::Entry record_about(audit::Event event, const access::Origin& origin, const std::optional<base::UserId>& target,
                          std::string_view outcome) {
  audit::Entry entry{.event = event};
  if (target) entry.target = target->text();
  entry.address = origin.address;
  entry.request = origin.request.text();
  entry.outcome = outcome;
  return entry;
}

base::Problem account_inactive() {
  return {403, "account_inactive", "This account is deactivated; ask an administrator."};
}

std::string refresh_cookie(std::string_view token, std::chrono::seconds max_age) {
  return "__Host-wardroom_refresh=" + std::string(token) +
         "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age.count());
}

std::string cleared_refresh_cookie() { return refresh_cookie("", std::chrono::seconds(0)); }

operation::Answer SignIn::answer(SignedIn signed_in, std::string access_token, const access::Origin& origin) const {
  Tokens tokens;
  tokens.access_token = std::move(access_token);
  tokens.expires_in = parts_.options.access_ttl.count();
  tokens.user = std::move(signed_in.user);
  tokens.workspace = std::move(signed_in.workspace);
  operation::Headers headers;
  if (origin.web) {
    headers.emplace_back("Set-Cookie", refresh_cookie(signed_in.session.refresh_token, parts_.options.session_ttl));
  } else {
    tokens.refresh_token = std::move(signed_in.session.refresh_token);
  }
  auto json = base::to_json(tokens);
  if (origin.web) json.get_object().erase("refresh_token");
  return {base::json_text(json), std::move(headers)};
}

SignedIn SignIn::open(store::TenantTxn& txn, const User& user, const workspace::Workspace& workspace,
                      const access::Origin& origin, std::string_view by) const {
  auto opened = sessions_.open(txn, user.id, origin);
  auto entry = record_of("auth.login", origin, user.id, opened.id);
  entry.detail = by;
  parts_.audit.append(txn, entry);
  return {user, workspace, std::move(opened)};
}

operation::Answer SignIn::finish(SignedIn signed_in, const access::Origin& origin) const {
  const access::Credentials credentials{
      .tenant = signed_in.workspace.id, .user = signed_in.user.id, .session = signed_in.session.id};
  std::string access_token;
  try {
    access_token = keys_.sign(credentials);
  } catch (const base::Problem&) {
    parts_.store.write_now(credentials.tenant, [&](store::TenantTxn& txn) {
      sessions_.revoke(txn, credentials.user, credentials.session);
    });
    throw;
  }
  return answer(std::move(signed_in), std::move(access_token), origin);
}

void SignIn::refuse(base::TenantId tenant, const std::string& username, const std::optional<Login>& account,
                    const access::Origin& origin) const {
  parts_.store.write_now(tenant, [&](store::TenantTxn& txn) {
    auto entry =
        record_about("auth.login_failed", origin, account ? std::optional(account->user) : std::nullopt, "refused");
    entry.detail = username;
    lockout_.record_failure(txn, entry, std::array{Lockout::account(username), Lockout::address(origin.address)});
  });
  throw invalid_credentials();
}

operation::Answer SignIn::login(const std::string& slug, const std::string& username, const std::string& password,
                                const access::Origin& origin) const {
  const auto cost = parts_.options.password_cost;
  const auto tenant = parts_.workspaces.find_by_slug(slug);
  if (!tenant) {
    crypto::verify_password_of_nobody(password, cost);
    throw invalid_credentials();
  }
  const auto account = parts_.store.read_now(*tenant, [&](store::TenantTxn& txn) {
    lockout_.require_open(txn, Lockout::account(username));
    lockout_.require_open(txn, Lockout::address(origin.address));
    return accounts_.find_login(txn, username);
  });
  const auto verdict = account ? crypto::verify_password(account->phc, password, cost)
                               : crypto::verify_password_of_nobody(password, cost);
  if (!account || !verdict.ok) refuse(*tenant, username, account, origin);
  if (!account->active) throw account_inactive();
  const auto rehashed = verdict.rehash ? crypto::hash_password(password, cost) : std::string();
  auto answered = parts_.store.write_now(*tenant, [&](store::TenantTxn& txn) {
    const auto now = accounts_.find_login(txn, account->user);  // it may have changed while the password was hashed
    if (!now || !now->active || now->password_set_at != account->password_set_at) throw invalid_credentials();
    if (verdict.rehash) accounts_.set_password(txn, account->user, rehashed, account->password_set_at);
    return after_first_factor(txn, Directory(parts_.keys).get(txn, account->user), origin);
  });
  return let_in(std::move(answered), origin);
}

Login SignIn::own_password(base::TenantId tenant, const User& user, const std::string& password,
                           const audit::Entry& refused, const std::string& field) const {
  const std::array subjects{Lockout::account(user.username), Lockout::address(refused.address)};
  auto login = parts_.store.read_now(tenant, [&](store::TenantTxn& txn) {
    for (const auto& subject : subjects) lockout_.require_open(txn, subject);
    return accounts_.find_login(txn, user.id);
  });
  if (login && crypto::verify_password(login->phc, password, parts_.options.password_cost).ok) return std::move(*login);
  parts_.store.write_now(tenant, [&](store::TenantTxn& txn) { lockout_.record_failure(txn, refused, subjects); });
  throw base::Problem(403, "wrong_password", "The current password is not right.").at(field);
}

void SignIn::change_password(const access::Caller& caller, const access::Origin& origin, const std::string& current,
                             const std::string& next) const {
  const auto user = parts_.store.read_now(
      caller.tenant, [&](store::TenantTxn& txn) { return Directory(parts_.keys).get(txn, caller.user); });
  accounts_.check_new_password(next, user.username, "body.new_password");
  auto refused = record_of("user.password_refused", origin, caller.user, caller.session);
  refused.target = caller.user.text();
  refused.outcome = "refused";
  const auto account = own_password(caller.tenant, user, current, refused, "body.current_password");
  const auto phc = crypto::hash_password(next, parts_.options.password_cost);
  parts_.store.write_now(caller.tenant, [&](store::TenantTxn& txn) {
    const auto now = accounts_.find_login(txn, caller.user);
    if (!now || now->password_set_at != account.password_set_at) {
      throw base::Problem(409, "password_changed", "The password was changed meanwhile; try again.");
    }
    accounts_.set_password(txn, caller.user, phc, parts_.now());
    sessions_.revoke_all(txn, caller.user, caller.session);
    parts_.audit.append(txn, record_of("user.password_changed", origin, caller.user, caller.session));
  });
}

}  // namespace wardroom::identity
