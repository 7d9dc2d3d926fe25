#include "sso/feeds.h"

#include "identity/records.h"
#include "sso/usernames.h"

namespace wardroom::sso {
namespace {

crypto::Digest key_of(const base::SsoProviderId& provider, std::string_view value) {
  auto text = provider.text();
  text += ' ';
  text += value;
  return crypto::sha256(text);
}

// Entra ID leaves a long list out of the token and points to where it could be asked for (_claim_names): that says
// nothing of anybody's groups.
bool left_out(const boost::json::object& claims, const std::string& claim) {
  const auto* const names = claims.if_contains("_claim_names");
  return names && names->is_object() && names->get_object().contains(claim);
}

}  // namespace

groups::FeedAbout feed_about(const Provider& provider, const std::string& value) {
  const auto bytes = provider.id.bytes();
  return {groups::Source::oidc,
          {bytes.begin(), bytes.end()},
          key_of(provider.id, value),
          provider.config.label.value + ": " + value};
}

void feed(const groups::Parts& fed, store::TenantTxn& txn, const Provider& provider, const boost::json::object& claims,
          base::UserId user, const groups::Moved& moved) {
  const auto& claim = provider.config.group_claim;
  if (claim && left_out(claims, claim->value)) return;
  std::set<crypto::Digest> keys;
  if (claim) {
    for (const auto& value : texts_of(claims, claim->value)) keys.insert(key_of(provider.id, value));
  }
  groups::feed_person(fed, txn, provider.id.bytes(), user, keys, moved);
}

void feed_nothing(const groups::Parts& fed, store::TenantTxn& txn, base::SsoProviderId provider, base::UserId user,
                  const groups::Moved& moved) {
  groups::feed_person(fed, txn, provider.bytes(), user, {}, moved);
}

groups::Moved told(const audit::AuditLog& log, store::TenantTxn& txn, const access::Origin& origin, std::string label) {
  return [&log, &txn, &origin, label = std::move(label)](base::GroupId group, base::UserId user, bool in) {
    auto entry = in ? identity::record_about("group.member_added", origin, user, "ok")
                    : identity::record_about("group.member_removed", origin, user, "ok");
    entry.target = group.text() + " " + user.text();
    entry.detail = "by " + label;
    log.append(txn, entry);
  };
}

}  // namespace wardroom::sso
