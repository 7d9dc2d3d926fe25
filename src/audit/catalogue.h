// Every event the audit log knows, with what it means: one line each; add yours to its group. An Event is made from its
// name, at compile time only (`Event e = "auth.login";`), and a name that is not listed here does not compile, so a log
// never holds one that nobody can look up.
#pragma once
#include <array>
#include <string_view>

namespace wardroom::audit {

struct EventMeaning {
  std::string_view name;
  std::string_view meaning;
};

inline constexpr auto catalogue = std::to_array<EventMeaning>({
    {"system.started", "The server started"},
    {"system.stopped", "The server stopped as asked"},
    {"setup.completed", "The first workspace and its owner were made with the set-up link"},

    {"auth.login", "Somebody logged in"},
    {"auth.login_failed", "A login was refused: unknown name, wrong password or inactive account"},
    {"auth.sso_failed", "Signing in by an identity provider was refused; the detail says why"},
    {"auth.factor_asked", "A password was right, and the second factor was asked for"},
    {"auth.factor_refused", "A second factor was wrong"},
    {"auth.recovery_code_used", "Somebody signed in, or proved who they are, with a recovery code, which is used up"},
    {"auth.stepped_up", "Somebody proved anew who they are, for a sensitive operation"},
    {"auth.step_up_refused", "A proof for a sensitive operation was wrong"},
    {"auth.locked_out", "Too many failures locked an account or an address for a while"},
    {"auth.logout", "Somebody logged out"},
    {"session.revoked", "A session was ended by its owner or an administrator"},
    {"token.revoked", "An access token was voided before its time"},
    {"access.token_refused",
     "An access token that is not ours, or a void API key, was shown; at most one entry a minute each"},
    {"access.rate_limited", "Somebody was refused for asking too often; at most one entry a minute each"},
    {"token.reuse_detected", "A refresh token was used twice; its whole family was revoked"},

    {"invitation.created", "An invitation was made"},
    {"invitation.revoked", "An invitation was withdrawn"},
    {"session.ended_by_provider", "An identity provider ended a session that it had opened"},
    {"user.provisioned", "Somebody whom an identity provider vouches for got an account"},
    {"identity.linked", "Somebody linked their account to an identity provider"},
    {"identity.unlinked", "Somebody took an identity provider off their account"},
    {"sso.provider_created", "An identity provider was added"},
    {"sso.provider_changed", "An identity provider was changed, or switched on or off"},
    {"sso.provider_deleted", "An identity provider was removed, and the sessions it opened ended"},
    {"scim.token_created", "A provisioning system got a token"},
    {"scim.token_revoked", "A provisioning system's token was withdrawn"},
    {"scim.settings_changed", "What people become by provisioning systems was changed"},
    {"scim.user_created", "A provisioning system made an account"},
    {"scim.user_updated", "A provisioning system changed what is known of somebody, or their tier"},
    {"scim.user_deactivated", "A provisioning system deactivated an account; its sessions ended"},
    {"scim.user_reactivated", "A provisioning system let somebody in again"},
    {"scim.user_deleted", "A provisioning system let go of somebody; the account was deactivated"},
    {"scim.group_created", "A provisioning system made a group"},
    {"scim.group_updated", "A provisioning system changed a group's name or members"},
    {"scim.group_deleted", "A provisioning system deleted a group"},
    {"scim.refused", "A provisioning system was refused: its token, or what it asked for; the detail says why"},
    {"invitation.accepted", "Somebody joined the workspace by an invitation"},
    {"user.created", "An account was made"},
    {"user.updated", "An account's name, tier or state was changed"},
    {"user.password_changed", "Somebody changed their password; their other sessions were revoked"},
    {"registration.changed", "Who may join the workspace was changed"},
    {"user.registered", "Somebody joined an open workspace by themselves"},
    {"user.address_changed", "Somebody took an e-mail address for their account, or removed it"},
    {"user.reset_requested", "Somebody who forgot their password was sent a link to set a new one"},
    {"user.imported", "An account was made for somebody who came from another product"},
    {"user.recovery_key_created", "Somebody made a recovery key for their account; one from before is void"},
    {"user.recovery_key_removed", "Somebody took their account's recovery key away"},
    {"user.recovered", "Somebody set a new password by their recovery key; their sessions were revoked"},
    {"auth.recovery_refused", "A recovery key that nobody has was tried"},
    {"user.reset_created", "An administrator made a link by which somebody sets a new password"},
    {"user.password_reset", "Somebody set a new password by such a link; their sessions were revoked"},
    {"user.password_refused", "A change of password was refused: the current one was wrong"},

    {"api_key.created", "Somebody made an API key"},
    {"api_key.revoked", "An API key was withdrawn by its owner or an administrator"},
    {"factor.added", "Somebody set up an authenticator app or a passkey"},
    {"factor.removed", "Somebody removed an authenticator app or a passkey; their other sessions were revoked"},
    {"factor.codes_renewed", "Somebody made new recovery codes; those of before are void"},
    {"factor.reset", "An administrator took away somebody's second factors and ended their sessions"},
    {"factor.policy_changed", "From which tier on a second factor is demanded was changed"},

    {"role.created", "A custom role was made"},
    {"role.updated", "A custom role's name or permissions were changed, for everybody who has it"},
    {"role.deleted", "A custom role was deleted; nobody has it any more"},
    {"role.granted", "Somebody got a custom role"},
    {"role.withdrawn", "A custom role was taken from somebody"},

    {"group.created", "A group of people was made"},
    {"group.updated", "A group's name, description, or who sees or mentions it was changed"},
    {"group.deleted", "A group was deleted; nobody is in anything by it any more"},
    {"group.member_added", "Somebody was put into a group, by hand or by an automation"},
    {"group.member_removed", "Somebody was taken out of a group, or is kept out of it from now on"},
    {"group.member_readmitted", "A decision to keep somebody out of a group was lifted"},
    {"group.subgroup_added", "A group was put into a group"},
    {"group.subgroup_removed", "A group was taken out of a group"},
    {"group.manager_appointed", "Somebody may manage a group, with the powers named"},
    {"group.manager_dismissed", "Somebody does not manage a group any more"},
    {"group.feed_connected", "An identity provider or a provisioning system may put people into a group"},
    {"group.feed_disconnected", "An automation does not put people into a group any more"},

    {"workspace.created", "A workspace was made"},
    {"workspace.suspended", "The server's administrator suspended a workspace; nobody gets in"},
    {"workspace.resumed", "A suspended workspace is served again"},
    {"workspace.quota_set", "The server's administrator set how much a workspace may have: people, channels, requests"},
    {"workspace.link_created", "A one-time link was made by which somebody makes a workspace"},
    {"workspace.operators_set", "Whose people may administer the server was decided: one workspace's, or nobody's"},
    {"workspace.exported", "A workspace was written to an archive, sealed for who is to receive it"},
    {"workspace.imported", "A workspace came from another server in an archive, and was proven to open and to hold"},
    {"workspace.wiped", "A workspace's keys and file were destroyed for good"},
    {"workspace.updated", "A workspace's settings were changed"},

    {"channel.created", "A channel was made"},
    {"channel.updated", "A channel's name or topic was changed"},
    {"channel.deleted", "A channel was deleted and its message key destroyed"},
    {"channel.group_linked", "A channel mirrors who is in a group from now on"},
    {"channel.group_unlinked", "A channel does not mirror a group any more"},
    {"member.joined", "Somebody was added to a channel or joined it"},
    {"member.left", "Somebody left a channel or was removed from it"},
    {"message.edited", "A message was edited"},
    {"message.deleted", "A message was deleted"},

    {"access.denied", "A request was refused for want of a permission"},

    {"keys.created", "A tenant's keys were made"},
    {"keys.provider_changed", "A workspace's keys were wrapped by another key service, or its credentials replaced"},
    {"keys.provider_refused", "A new key service was asked for, and did not prove itself"},
    {"keys.dark", "A workspace's key service withdrew its key: its keys were wiped and it was locked"},
    {"keys.restored", "A locked workspace's key service granted its key again"},
    {"keys.rotated", "A new key took over: of a workspace, an audit log, access tokens, the server, or the root"},
    {"keys.reencryption_started", "Moving everything to a workspace's newest keys began"},
    {"keys.reencrypted", "Everything was moved to the newest keys, or what does not open was found"},
    {"keys.retired", "The keys of old epochs were destroyed"},
    {"keys.recovery_created", "A recovery key was made; one from before opens nothing any more"},
    {"keys.recovery_drilled", "A recovery key was tried: whether it opens every root that is in use"},
    {"keys.recovery_restored", "All roots were restored with a recovery key, under another root key"},
    {"keys.verified", "Every sealed value was opened to see that it opens"},

    {"audit.read", "The audit log was read"},
    {"audit.verified", "The audit log was checked from its first entry to its last"},
    {"audit.exported", "The audit log was exported"},
    {"audit.retention_changed", "How long entries of the audit log are kept was changed"},
    {"alert.settings_changed", "Which rules raise alerts, or who is told of them, was changed"},
    {"audit.pruned", "Old entries of the audit log were removed, up to the one named; what is kept still verifies"},
    {"audit.witness_refused", "A witness does not cosign the audit log: it was cut off, or it remembers another one"},
});

class Event {
 public:
  consteval Event(const char* name) : meaning_(find(name)) {}

  constexpr std::string_view name() const { return meaning_->name; }
  constexpr std::string_view meaning() const { return meaning_->meaning; }
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
