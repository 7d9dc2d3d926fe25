#include "sso/sign_ons.h"

#include <algorithm>

#include "base/json.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "identity/records.h"
#include "identity/usernames.h"
#include "sso/failure.h"
#include "sso/feeds.h"
#include "sso/queries.h"
#include "sso/token.h"
#include "sso/usernames.h"

namespace wardroom::sso {
namespace {

constexpr std::chrono::minutes attempt_ttl{10};
constexpr std::chrono::minutes token_memory{15};  // longer than a logout token is good

keys::Place attempt_place(const base::TenantId& tenant) { return {tenant, "sso_attempts", "attempt", tenant.bytes()}; }

base::Problem sso_failed() {
  return {401, "sso_failed",
          "Signing in by your organisation did not work. Try again; if it stays so, ask an administrator to look into "
          "the audit log."};
}

base::Problem unreachable() {
  return {503, "provider_unreachable", "Your organisation's sign-in does not answer. Try again in a moment."};
}

base::Problem no_account() {
  return {403, "no_account",
          "You have no account in this workspace. Ask for an invitation, then link your organisation's account in your "
          "settings."};
}

crypto::Digest subject_of(const boost::json::object& claims) { return crypto::sha256(text_claim(claims, "sub")); }
crypto::Digest sid_of(const boost::json::object& claims) { return crypto::sha256(text_claim(claims, "sid")); }

void check_domain(const SsoConfig& config, const boost::json::object& claims) {
  if (!config.domains) return;
  const auto email = verified_email(claims);
  const auto domain = email.substr(email.find('@') + 1);
  const bool known =
      !email.empty() && std::ranges::any_of(*config.domains, [&](const auto& each) { return each.value == domain; });
  if (!known) throw refused("no verified address of the domains that are let in");
}

access::Tier tier_for(const SsoConfig& config, const boost::json::object& claims) {
  auto out = config.tier;
  if (!config.tier_claim || !config.tiers) return out;
  bool mapped = false;
  for (const auto& value : texts_of(claims, config.tier_claim->value)) {
    const auto at = config.tiers->find(value);
    if (at == config.tiers->end()) continue;
    out = mapped ? std::max(out, at->second) : at->second;
    mapped = true;
  }
  return out;
}

void use_once(store::TenantTxn& txn, std::string_view what, base::Timestamp now, base::Timestamp ends) {
  txn.exec(queries::forget_used, now);
  if (txn.exec(queries::use_once, crypto::sha256(what), ends) == 0) throw refused("it was used before");
}

}  // namespace

void SignOns::note(base::TenantId tenant, const std::exception& why, const access::Origin& origin) const {
  parts_.store.write_now(tenant, [&](store::TenantTxn& txn) {
    auto entry = identity::record_about("auth.sso_failed", origin, std::nullopt, "refused");
    entry.detail = why.what();
    parts_.audit.append(txn, entry);
  });
}

void SignOns::fail(base::TenantId tenant, const Failure& why, const access::Origin& origin) const {
  note(tenant, why, origin);
  if (why.kind == Failure::unreachable) throw unreachable();
  throw sso_failed();
}

Provider SignOns::usable(store::TenantTxn& txn, base::SsoProviderId id) const {
  auto out = providers_.get(txn, id);
  if (!out.enabled) throw base::Problem(409, "provider_disabled", "This way of signing in is switched off.");
  return out;
}

Provider SignOns::usable_now(base::TenantId tenant, base::SsoProviderId id) const {
  return parts_.store.read_now(tenant, [&](store::TenantTxn& txn) { return usable(txn, id); });
}

// In the transaction that believes it: once, and by a provider that is still trusted.
void SignOns::use(store::TenantTxn& txn, const Verified& given) const {
  usable(txn, given.provider.id);
  use_once(txn, given.attempt.state, parts_.now(), base::Timestamp{given.attempt.ends_at});
}

Protocol& SignOns::protocol_of(const SsoConfig& config) const {
  if (kind_of(config) == ProviderKind::github) return github_;
  return oidc_;
}

SsoBegun SignOns::begin(base::TenantId tenant, base::SsoProviderId id, std::optional<base::UserId> user,
                        const access::Origin& origin) const {
  const auto provider = usable_now(tenant, id);
  const Attempt attempt{.provider = id.text(),
                        .state = crypto::random_token(),
                        .nonce = crypto::random_token(),
                        .verifier = crypto::random_token(),
                        .redirect_uri = providers_.redirect_uri(),
                        .user = user ? user->text() : std::string(),
                        .ends_at = (parts_.now() + attempt_ttl).ms};
  std::string url;
  try {
    url = protocol_of(provider.config).authorization_url(provider.config, attempt);
  } catch (const Failure& why) {
    note(tenant, why, origin);
    throw unreachable();
  }
  const auto sealed =
      parts_.keys.open(tenant)->seal(keys::Purpose::credential, attempt_place(tenant), base::to_json_text(attempt));
  return {std::move(url), tenant.text() + "." + base::to_base64url(sealed.bytes())};
}

Attempt SignOns::opened(base::TenantId tenant, const Returned& returned) const {
  const auto bytes = base::from_base64url(std::string_view(returned.login).substr(returned.login.find('.') + 1));
  if (!bytes) throw refused("the kept login is not one of ours");
  const auto json = parts_.keys.open(tenant)->open(crypto::Sealed<std::string>::stored(*bytes), attempt_place(tenant));
  if (!json) throw refused("the kept login is not one of ours");
  Attempt out;
  base::read_json(out, base::parse_json(*json), "attempt");
  if (parts_.now().ms >= out.ends_at) throw refused("it took longer than ten minutes");
  if (!base::equal_secret(base::as_bytes(out.state), base::as_bytes(returned.state))) {
    throw refused("the answer is to another request (state)");
  }
  return out;
}

SignOns::Verified SignOns::verified(const Returned& returned, const access::Origin& origin) const {
  const auto tenant = base::TenantId::parse(std::string_view(returned.login).substr(0, returned.login.find('.')));
  if (!tenant || !parts_.store.exists(*tenant)) throw sso_failed();
  try {
    auto attempt = opened(*tenant, returned);
    auto provider = usable_now(*tenant, base::SsoProviderId::parse(attempt.provider).value());
    auto claims =
        protocol_of(provider.config).exchange(provider.config, attempt, {returned.code, returned.issuer}, parts_.now());
    check_domain(provider.config, claims);
    return {*tenant, std::move(provider), std::move(attempt), std::move(claims)};
  } catch (const Failure& why) {
    fail(*tenant, why, origin);
  }
}

identity::User SignOns::made(store::TenantTxn& txn, const Verified& given, const access::Origin& origin) const {
  const auto username = identity::free_username(identity_.directory(), txn, username_from(given.claims));
  auto user = identity_.accounts().create(
      txn, {username, display_name_from(given.claims, username), tier_for(given.provider.config, given.claims), {}},
      false);
  txn.exec(queries::insert_identity, given.provider.id, subject_of(given.claims), user.id, parts_.now());
  auto entry = identity::record_about("user.provisioned", origin, user.id, "ok");
  entry.detail = given.provider.config.label.value;
  parts_.audit.append(txn, entry);
  return user;
}

// The account that a provisioning system made for them: linked from now on.
std::optional<identity::User> SignOns::provisioned(store::TenantTxn& txn, const Verified& given,
                                                   const access::Origin& origin) const {
  const auto& claim = given.provider.config.provisioned_claim;
  if (!claim) return std::nullopt;
  const auto value = claim->value == "email" ? verified_email(given.claims) : text_claim(given.claims, claim->value);
  const auto id = value.empty() ? std::nullopt : provisioned_(txn, value);
  if (!id) return std::nullopt;
  for (const auto& each : identities(txn, *id)) {
    if (each.provider == given.provider.id) throw refused("another account of the provider is linked to this person");
  }
  txn.exec(queries::insert_identity, given.provider.id, subject_of(given.claims), *id, parts_.now());
  auto entry = identity::record_about("identity.linked", origin, id, "ok");
  entry.detail = given.provider.config.label.value + ", provisioned";
  parts_.audit.append(txn, entry);
  return identity_.directory().get(txn, *id);
}

identity::User SignOns::person(store::TenantTxn& txn, const Verified& given, const access::Origin& origin) const {
  const auto subject = subject_of(given.claims);
  if (const auto id = txn.one<base::UserId>(queries::user_of, given.provider.id, subject)) {
    txn.exec(queries::used_identity, given.provider.id, subject, parts_.now());
    return identity_.directory().get(txn, *id);
  }
  if (auto known = provisioned(txn, given, origin)) return std::move(*known);
  if (!given.provider.config.create_accounts) throw no_account();
  return made(txn, given, origin);
}

operation::Answer SignOns::sign_in(const Returned& returned, const access::Origin& origin) const {
  const auto given = verified(returned, origin);
  if (!given.attempt.user.empty()) throw sso_failed();
  try {
    auto first = parts_.store.write_now(given.tenant, [&](store::TenantTxn& txn) {
      use(txn, given);
      const auto user = person(txn, given, origin);
      if (!user.active) throw identity::account_inactive();
      feed(fed_, txn, given.provider, given.claims, user.id,
           told(parts_.audit, txn, origin, given.provider.config.label.value));
      auto out = identity_.sign_in().after_first_factor(txn, user, origin, "by " + given.provider.config.label.value);
      const auto sid = sid_of(given.claims);
      if (out.signed_in) {
        txn.exec(queries::insert_session, out.signed_in->session.id, given.provider.id, sid, user.id);
      } else {
        txn.exec(queries::insert_pending, identity::token_hash(out.challenge), given.provider.id, sid, user.id);
      }
      return out;
    });
    return identity_.sign_in().let_in(std::move(first), origin);
  } catch (const Failure& why) {
    fail(given.tenant, why, origin);
  } catch (const base::Problem& problem) {
    if (problem.code() == "no_account" || problem.code() == "account_inactive") note(given.tenant, problem, origin);
    throw;
  }
}

void SignOns::adopt(store::TenantTxn& txn, const crypto::Digest& challenge, base::SessionId session) {
  const auto row = txn.one<queries::PendingRow>(queries::pending, challenge);
  if (row) txn.exec(queries::insert_session, session, row->provider, row->sid_hash, row->user);
}

void SignOns::link(const access::Caller& caller, const Returned& returned, const access::Origin& origin) const {
  const auto given = verified(returned, origin);
  if (given.tenant != caller.tenant || given.attempt.user != caller.user.text()) throw sso_failed();
  try {
    parts_.store.write_now(caller.tenant, [&](store::TenantTxn& txn) {
      use(txn, given);
      const auto subject = subject_of(given.claims);
      if (const auto other = txn.one<base::UserId>(queries::user_of, given.provider.id, subject)) {
        if (*other == caller.user) throw base::Problem(409, "identity_exists", "This account is linked already.");
        throw base::Problem(409, "identity_taken", "This account belongs to somebody else here.");
      }
      for (const auto& each : identities(txn, caller.user)) {
        if (each.provider != given.provider.id) continue;
        throw base::Problem(409, "identity_exists", "Another account of this provider is linked; remove it first.");
      }
      txn.exec(queries::insert_identity, given.provider.id, subject, caller.user, parts_.now());
      auto entry = identity::record_of("identity.linked", origin, caller.user, caller.session);
      entry.target = caller.user.text();
      entry.detail = given.provider.config.label.value;
      parts_.audit.append(txn, entry);
    });
  } catch (const Failure& why) {
    fail(given.tenant, why, origin);
  }
}

std::vector<Identity> SignOns::identities(store::TenantTxn& txn, base::UserId user) const {
  std::vector<Identity> out;
  for (const auto& row : txn.all<queries::IdentityRow>(queries::identities_of, user)) {
    out.push_back({row.provider, row.created_at, row.last_used_at});
  }
  return out;
}

void SignOns::unlink(store::TenantTxn& txn, base::UserId user, base::SsoProviderId provider) const {
  const auto all = identities(txn, user);
  const bool linked = std::ranges::any_of(all, [&](const auto& each) { return each.provider == provider; });
  if (!linked) throw base::Problem(404, "identity_not_found", "Your account is not linked to this provider.");
  const bool another_way =
      all.size() > 1 || identity_.accounts().find_login(txn, user) || identity_.factors().passkeys().any(txn, user);
  if (!another_way) {
    throw base::Problem(409, "last_way_in", "This is your only way to sign in; add a passkey or another one first.");
  }
  txn.exec(queries::drop_identity, user, provider);
}

std::string SignOns::sign_out_url(const access::Caller& caller) const {
  const auto provider = parts_.store.read_now(caller.tenant, [&](store::TenantTxn& txn) -> std::optional<Provider> {
    const auto id = txn.one<base::SsoProviderId>(queries::provider_of_session, caller.session);
    return id ? std::optional(providers_.get(txn, *id)) : std::nullopt;
  });
  const bool wanted = provider && provider->config.sign_out_there.value_or(false);
  if (!wanted || kind_of(provider->config) != ProviderKind::oidc) return {};
  try {
    return oidc_.end_session_url(provider->config, parts_.options.public_url + "/");
  } catch (const Failure&) {
    return {};  // whoever wants to leave leaves here at least
  }
}

void SignOns::end_sessions(store::TenantTxn& txn, base::SsoProviderId provider) const {
  for (const auto& row : txn.all<queries::SessionRow>(queries::sessions_of_provider, provider)) {
    identity_.sessions().revoke(txn, row.user, row.session);
  }
}

void SignOns::log_out(base::TenantId tenant, base::SsoProviderId id, const std::string& token,
                      const access::Origin& origin) const {
  const auto invalid = [] {
    return base::Problem(400, "invalid_request", "This is no logout token of the provider.").at("body.logout_token");
  };
  if (!parts_.store.exists(tenant)) throw provider_not_found();
  const auto provider = usable_now(tenant, id);
  try {
    const auto claims = oidc_.logout_claims(provider.config, token, parts_.now());
    parts_.store.write_now(tenant, [&](store::TenantTxn& txn) {
      use_once(txn, "logout " + id.text() + " " + text_claim(claims, "jti"), parts_.now(), parts_.now() + token_memory);
      const bool one_session = claims.contains("sid");
      const auto person = txn.one<base::UserId>(queries::user_of, id, subject_of(claims));
      auto rows = one_session ? txn.all<queries::SessionRow>(queries::sessions_by_sid, id, sid_of(claims))
                  : person    ? txn.all<queries::SessionRow>(queries::sessions_of_user, id, *person)
                              : std::vector<queries::SessionRow>();
      for (const auto& row : rows) {
        if (!identity_.sessions().revoke(txn, row.user, row.session)) continue;
        auto entry = identity::record_about("session.ended_by_provider", origin, row.user, "ok");
        entry.session = row.session.text();
        entry.detail = provider.config.label.value;
        parts_.audit.append(txn, entry);
      }
    });
  } catch (const Failure& why) {
    note(tenant, why, origin);
    throw invalid();
  }
}

}  // namespace wardroom::sso
