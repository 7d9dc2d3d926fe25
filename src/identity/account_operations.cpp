#include "access/grant.h"
#include "identity/inputs.h"
#include "identity/operations.h"

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

struct UpdateMe {
  Name display_name;
};
BOOST_DESCRIBE_STRUCT(UpdateMe, (), (display_name))

struct ChangePassword {
  Password current_password;
  Password new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current_password, new_password))

struct ListUsers {
  std::optional<base::UserId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListUsers, (), (after, limit))

struct UpdateUser {
  base::UserId user;
  std::optional<access::Tier> tier;
  std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(UpdateUser, (), (user, tier, active))

constexpr Operation<Empty, Me> me{
    .name = "me.get",
    .method = Method::get,
    .path = "/me",
    .summary = "Who one is, where, and what one may do",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<UpdateMe, User> update_me{
    .name = "me.update",
    .method = Method::patch,
    .path = "/me",
    .summary = "Change one's display name",
    .policy = Policy<UpdateMe>::self(),
    .rate = Rate::writing,
    .audited = Audited::as("user.updated"),
};

constexpr Operation<ChangePassword, Empty> password{
    .name = "me.password",
    .method = Method::post,
    .path = "/me/password",
    .summary = "Change one's password; all other sessions end",
    .policy = Policy<ChangePassword>::self(),
    .rate = Rate::authentication,
    .audited = Audited::as("user.password_changed"),
};

constexpr Operation<ListUsers, UserPage> list{
    .name = "user.list",
    .method = Method::get,
    .path = "/users",
    .summary = "The people of the workspace",
    .policy = Policy<ListUsers>::member("colleagues know each other"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneUser, User> get{
    .name = "user.get",
    .method = Method::get,
    .path = "/users/{user}",
    .summary = "One person",
    .policy = Policy<OneUser>::member("colleagues know each other"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<UpdateUser, User> update{
    .name = "user.update",
    .method = Method::patch,
    .path = "/users/{user}",
    .summary = "Change a person's tier, or deactivate or reactivate them",
    .policy = Policy<UpdateUser>::needs(Permission::manage_users).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("user.updated"),
};

constexpr Operation<OneUser, Empty> sign_out{
    .name = "user.sessions.revoke",
    .method = Method::delete_,
    .path = "/users/{user}/sessions",
    .summary = "Sign a person out everywhere",
    .policy = Policy<OneUser>::needs(Permission::manage_users),
    .rate = Rate::writing,
    .audited = Audited::as("session.revoked"),
};

Me who_am_i(Identity& identity, Call& call) {
  Me out{identity.directory().get(call.txn, call.caller.user), identity.parts().workspaces.current(call.txn), {}};
  out.must_enrol_factor = call.caller.must_enrol;
  for (const auto name : call.caller.permissions.names()) out.permissions.emplace_back(name);
  return out;
}

User update_user(Identity& identity, Call& call, const UpdateUser& in) {
  const auto user = identity.directory().get(call.txn, in.user);
  const auto held = identity.directory().held_by(call.txn, user.id);
  access::require_grant(call.caller, held | access::permissions_of(in.tier.value_or(user.tier)));
  call.target = in.user.text();
  if (in.tier) call.detail += "tier " + std::string(access::name(*in.tier));
  if (in.active) call.detail += *in.active ? " activated" : " deactivated";
  auto changed = identity.accounts().change(call.txn, user, {std::nullopt, in.tier, in.active});
  identity.end_what_is_lost(call.txn, changed);
  return changed;
}

}  // namespace

void declare_accounts(operation::Registry& registry, Identity& identity) {
  registry.reads(me, [&identity](Call& call, const Empty&) { return who_am_i(identity, call); });
  registry.writes(update_me, [&identity](Call& call, const UpdateMe& in) {
    call.target = call.caller.user.text();
    const auto user = identity.directory().get(call.txn, call.caller.user);
    return identity.accounts().change(call.txn, user, {in.display_name.value, std::nullopt, std::nullopt});
  });
  registry.async(password, [&identity](AsyncCall<Empty> call, ChangePassword in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>& asked) {
      identity.sign_in().change_password(*asked.caller, asked.origin, in.current_password.value, in.new_password.value);
      return operation::Answer{"{}", {}};
    });
  });
  registry.reads(list, [&identity](Call& call, const ListUsers& in) {
    return identity.directory().list(call.txn, in.after, in.limit ? static_cast<int>(in.limit->value) : page_size);
  });
  registry.reads(get,
                 [&identity](Call& call, const OneUser& in) { return identity.directory().get(call.txn, in.user); });
  registry.writes(update, [&identity](Call& call, const UpdateUser& in) { return update_user(identity, call, in); });
  registry.writes(sign_out, [&identity](Call& call, const OneUser& in) {
    const auto user = identity.directory().get(call.txn, in.user);
    access::require_grant(call.caller, identity.directory().held_by(call.txn, user.id));
    call.target = in.user.text();
    identity.sessions().revoke_all(call.txn, in.user);
    return Empty{};
  });
}

}  // namespace wardroom::identity
