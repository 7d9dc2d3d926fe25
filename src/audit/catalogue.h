// Every event the audit logs know, with the logs it goes into and what it means: one line each; add yours to its group.
// An Event is made from its name, at compile time only (`Event e = "auth.login";`), and a name that is not listed here
// does not compile, so a log never holds one that nobody can look up. Nor does a line without its logs.
//
//   security     who tried to get in, was refused, or misused a key: it must be there whatever the workspace may have
//   compliance   what became of data
//   both         who may do what, accounts, keys, workspaces, and what is done to the logs
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "audit/log_txn.h"

namespace wardroom::audit {

enum class Logs : std::uint8_t { security = 1, compliance = 2, both = 3 };  // LogKinds, as bits

struct EventMeaning {
  std::string_view name;
  Logs logs;
  std::string_view meaning;
};

inline constexpr auto catalogue = [] {
  using enum Logs;
  return std::to_array<EventMeaning>({
      {"system.started", security, "The server started"},
      {"system.stopped", security, "The server stopped as asked"},
      {"setup.completed", both, "The first workspace and its owner were made with the set-up link"},

      {"auth.login", security, "Somebody logged in"},
      {"auth.login_failed", security, "A login was refused: unknown name, wrong password or inactive account"},
      {"auth.sso_failed", security, "Signing in by an identity provider was refused; the detail says why"},
      {"auth.factor_asked", security, "A password was right, and the second factor was asked for"},
      {"auth.factor_refused", security, "A second factor was wrong"},
      {"auth.recovery_code_used", security,
       "Somebody signed in, or proved who they are, with a recovery code, which is used up"},
      {"auth.stepped_up", security, "Somebody proved anew who they are, for a sensitive operation"},
      {"auth.step_up_refused", security, "A proof for a sensitive operation was wrong"},
      {"auth.locked_out", security, "Too many failures locked an account or an address for a while"},
      {"auth.logout", security, "Somebody logged out"},
      {"session.revoked", security, "A session was ended by its owner or an administrator"},
      {"token.revoked", security, "An access token was voided before its time"},
      {"access.token_refused", security,
       "An access token or a ticket that is not ours, or a void API key, was shown; at most one entry a minute each"},
      {"access.unknown", security,
       "Somebody asked for what the workspace does not have, or has not for them: another's, or nobody's; at most one "
       "entry a minute for each person and operation"},
      {"protocol.plaintext", security,
       "What came to the server was not encrypted, and not read; at most one entry a minute for each network"},
      {"protocol.tls_failed", security,
       "An encrypted connection did not come about, or broke: no common version, cipher or key exchange, a certificate "
       "not trusted, a packet changed; the detail says what"},
      {"protocol.malformed", security, "A request was against the rules of HTTP, as those are that hide another one"},
      {"protocol.path_refused", security, "The path of a request tried to lead out of what is served"},
      {"protocol.address_claimed", security,
       "Who is no trusted proxy named an address that it speaks for; it was not believed"},
      {"access.rate_limited", security, "Somebody was refused for asking too often; at most one entry a minute each"},
      {"token.reuse_detected", security, "A refresh token was used twice; its whole family was revoked"},

      {"invitation.created", both, "An invitation was made"},
      {"invitation.revoked", both, "An invitation was withdrawn"},
      {"session.ended_by_provider", security, "An identity provider ended a session that it had opened"},
      {"user.provisioned", both, "Somebody whom an identity provider vouches for got an account"},
      {"identity.linked", both, "Somebody linked their account to an identity provider"},
      {"identity.unlinked", both, "Somebody took an identity provider off their account"},
      {"sso.provider_created", both, "An identity provider was added"},
      {"sso.provider_changed", both, "An identity provider was changed, or switched on or off"},
      {"sso.provider_deleted", both, "An identity provider was removed, and the sessions it opened ended"},
      {"scim.token_created", both, "A provisioning system got a token"},
      {"scim.token_revoked", both, "A provisioning system's token was withdrawn"},
      {"scim.settings_changed", both, "What people become by provisioning systems was changed"},
      {"scim.user_created", both, "A provisioning system made an account"},
      {"scim.user_updated", both, "A provisioning system changed what is known of somebody, or their tier"},
      {"scim.user_deactivated", both, "A provisioning system deactivated an account; its sessions ended"},
      {"scim.user_reactivated", both, "A provisioning system let somebody in again"},
      {"scim.user_deleted", both, "A provisioning system let go of somebody; the account was deactivated"},
      {"scim.group_created", both, "A provisioning system made a group"},
      {"scim.group_updated", both, "A provisioning system changed a group's name or members"},
      {"scim.group_deleted", both, "A provisioning system deleted a group"},
      {"scim.refused", security,
       "A provisioning system was refused: its token, or what it asked for; the detail says why"},
      {"invitation.accepted", both, "Somebody joined the workspace by an invitation"},
      {"user.created", both, "An account was made"},
      {"user.updated", both, "An account's name, tier or state was changed"},
      {"user.password_changed", both, "Somebody changed their password; their other sessions were revoked"},
      {"registration.changed", both, "Who may join the workspace was changed"},
      {"user.registered", both, "Somebody joined an open workspace by themselves"},
      {"user.address_changed", both, "Somebody took an e-mail address for their account, or removed it"},
      {"user.reset_requested", both, "Somebody who forgot their password was sent a link to set a new one"},
      {"user.imported", both, "An account was made for somebody who came from another product"},
      {"user.recovery_key_created", both, "Somebody made a recovery key for their account; one from before is void"},
      {"user.recovery_key_removed", both, "Somebody took their account's recovery key away"},
      {"user.recovered", both, "Somebody set a new password by their recovery key; their sessions were revoked"},
      {"auth.recovery_refused", security, "A recovery key that nobody has was tried"},
      {"user.reset_created", both, "An administrator made a link by which somebody sets a new password"},
      {"user.password_reset", both, "Somebody set a new password by such a link; their sessions were revoked"},
      {"user.password_refused", security, "A change of password was refused: the current one was wrong"},

      {"api_key.created", both, "Somebody made an API key"},
      {"api_key.revoked", both, "An API key was withdrawn by its owner or an administrator"},
      {"factor.added", both, "Somebody set up an authenticator app or a passkey"},
      {"factor.removed", both, "Somebody removed an authenticator app or a passkey; their other sessions were revoked"},
      {"factor.codes_renewed", both, "Somebody made new recovery codes; those of before are void"},
      {"factor.reset", both, "An administrator took away somebody's second factors and ended their sessions"},
      {"factor.policy_changed", both, "From which tier on a second factor is demanded was changed"},

      {"role.created", both, "A custom role was made"},
      {"role.updated", both, "A custom role's name or permissions were changed, for everybody who has it"},
      {"role.deleted", both, "A custom role was deleted; nobody has it any more"},
      {"role.granted", both, "Somebody got a custom role"},
      {"role.withdrawn", both, "A custom role was taken from somebody"},

      {"group.created", both, "A group of people was made"},
      {"group.updated", both, "A group's name, description, or who sees or mentions it was changed"},
      {"group.deleted", both, "A group was deleted; nobody is in anything by it any more"},
      {"group.member_added", both, "Somebody was put into a group, by hand or by an automation"},
      {"group.member_removed", both, "Somebody was taken out of a group, or is kept out of it from now on"},
      {"group.member_readmitted", both, "A decision to keep somebody out of a group was lifted"},
      {"group.subgroup_added", both, "A group was put into a group"},
      {"group.subgroup_removed", both, "A group was taken out of a group"},
      {"group.manager_appointed", both, "Somebody may manage a group, with the powers named"},
      {"group.manager_dismissed", both, "Somebody does not manage a group any more"},
      {"group.feed_connected", both, "An identity provider or a provisioning system may put people into a group"},
      {"group.feed_disconnected", both, "An automation does not put people into a group any more"},

      {"webhook.created", both,
       "A webhook was made: another system may post into a channel, or is told what is said there"},
      {"webhook.changed", both, "Where a webhook leads, or what it tells, was changed, or it was switched on or off"},
      {"webhook.secret_replaced", both, "A webhook got a new secret address, or a new key that it signs with"},
      {"webhook.deleted", both, "A webhook was deleted"},
      {"webhook.stopped", both,
       "A webhook was switched off by the server: nobody took what it told, or whoever made it may not read the "
       "channel "
       "any more"},
      {"webhook.refused", security,
       "A post to a webhook was refused: it has no such address any more, or whoever made it may not post; at most one "
       "entry a minute each"},

      {"workspace.created", both, "A workspace was made"},
      {"workspace.suspended", both, "The server's administrator suspended a workspace; nobody gets in"},
      {"workspace.resumed", both, "A suspended workspace is served again"},
      {"workspace.quota_set", both,
       "The server's administrator set what a workspace may have: people, channels, requests, logs"},
      {"workspace.link_created", both, "A one-time link was made by which somebody makes a workspace"},
      {"workspace.operators_set", both,
       "Whose people may administer the server was decided: one workspace's, or nobody's"},
      {"workspace.exported", both, "A workspace was written to an archive, sealed for who is to receive it"},
      {"workspace.imported", both,
       "A workspace came from another server in an archive, and was proven to open and to hold"},
      {"workspace.wiped", both, "A workspace's keys and file were destroyed for good"},
      {"workspace.updated", compliance, "A workspace's settings were changed"},

      {"channel.created", compliance, "A channel was made"},
      {"channel.updated", compliance, "A channel's name or topic was changed"},
      {"channel.deleted", both, "A channel was deleted and its message key destroyed"},
      {"channel.group_linked", both, "A channel mirrors who is in a group from now on"},
      {"channel.group_unlinked", both, "A channel does not mirror a group any more"},
      {"member.joined", both, "Somebody was added to a channel or joined it"},
      {"member.left", both, "Somebody left a channel or was removed from it"},
      {"message.edited", compliance, "A message was edited"},
      {"message.deleted", compliance, "A message was deleted"},

      {"access.denied", security, "A request was refused for want of a permission"},

      {"keys.created", both, "A tenant's keys were made"},
      {"keys.provider_changed", both,
       "A workspace's keys were wrapped by another key service, or its credentials replaced"},
      {"keys.provider_refused", security, "A new key service was asked for, and did not prove itself"},
      {"keys.dark", both, "A workspace's key service withdrew its key: its keys were wiped and it was locked"},
      {"keys.restored", both, "A locked workspace's key service granted its key again"},
      {"keys.rotated", both,
       "A new key took over: of a workspace, an audit log, access tokens, the server, or the root"},
      {"keys.reencryption_started", both, "Moving everything to a workspace's newest keys began"},
      {"keys.reencrypted", both, "Everything was moved to the newest keys, or what does not open was found"},
      {"keys.retired", both, "The keys of old epochs were destroyed"},
      {"keys.recovery_created", both, "A recovery key was made; one from before opens nothing any more"},
      {"keys.recovery_drilled", both, "A recovery key was tried: whether it opens every root that is in use"},
      {"keys.recovery_restored", both, "All roots were restored with a recovery key, under another root key"},
      {"keys.verified", both, "Every sealed value was opened to see that it opens"},

      {"audit.read", both, "The audit log was read"},
      {"audit.verified", both, "The audit log was checked from its first entry to its last"},
      {"backup.ordered", both, "An operator asked for a backup of the server"},
      {"backup.created", both, "A backup of the server was made; the detail names what is not in it"},
      {"backup.failed", both, "A backup of the server could not be made; the detail says why"},
      {"backup.deleted", both, "A backup was removed, and its key destroyed"},
      {"backup.keys_destroyed", both, "Keys that are gone from the server were destroyed in its backups"},
      {"backup.drilled", both, "A backup was restored for trying: whether everything in it opens"},
      {"backup.restored", both, "The data was restored from a backup; what came after it is gone"},

      {"audit.exported", both, "The audit log was exported"},
      {"audit.retention_changed", both, "How long entries of the audit log are kept was changed"},
      {"alert.settings_changed", both, "Which rules raise alerts, or who is told of them, was changed"},
      {"audit.pruned", both,
       "Old entries of the audit log were removed, up to the one named; what is kept still verifies"},
      {"audit.witness_refused", both,
       "A witness does not cosign the audit log: it was cut off, or it remembers another one"},
  });
}();

static_assert(std::ranges::all_of(catalogue,
                                  [](const EventMeaning& each) {
                                    return each.logs != Logs{} && !each.meaning.empty();
                                  }),
              "an event has a meaning, and a log it goes into");

class Event {
 public:
  consteval Event(const char* name) : meaning_(find(name)) {}

  constexpr std::string_view name() const { return meaning_->name; }
  constexpr std::string_view meaning() const { return meaning_->meaning; }
  constexpr bool goes_into(LogKind kind) const {
    return (static_cast<unsigned>(meaning_->logs) & static_cast<unsigned>(kind)) != 0;
  }
  constexpr bool operator==(const Event& other) const { return meaning_ == other.meaning_; }

 private:
  static consteval const EventMeaning* find(std::string_view name) {
    for (const auto& event : catalogue) {
      if (event.name == name) return &event;
    }
    throw "not in the audit catalogue";
  }
  const EventMeaning* meaning_;
};

}  // namespace wardroom::audit
