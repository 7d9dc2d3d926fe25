#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "identity/inputs.h"
#include "identity/operations.h"

namespace wardroom::identity {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct PermissionInfo {
  Permission permission{};
  std::string meaning;
  std::vector<Permission> brings;  // what comes with it
};
BOOST_DESCRIBE_STRUCT(PermissionInfo, (), (permission, meaning, brings))

struct TierInfo {
  access::Tier tier{};
  std::vector<Permission> permissions;
};
BOOST_DESCRIBE_STRUCT(TierInfo, (), (tier, permissions))

struct PermissionCatalogue {
  std::vector<PermissionInfo> permissions;
  std::vector<TierInfo> tiers;
};
BOOST_DESCRIBE_STRUCT(PermissionCatalogue, (), (permissions, tiers))

// What gives somebody a permission: their tier, or a role; for one that comes with another, that one.
enum class Giver { tier, role };
BOOST_DESCRIBE_ENUM(Giver, tier, role)

struct Grant {
  Giver giver{};
  std::string name;  // of the tier or role
  std::optional<base::RoleId> role;
  std::optional<Permission> comes_with;
};
BOOST_DESCRIBE_STRUCT(Grant, (), (giver, name, role, comes_with))

struct ExplainedPermission {
  Permission permission{};
  std::vector<Grant> through;  // none: not held
};
BOOST_DESCRIBE_STRUCT(ExplainedPermission, (), (permission, through))

struct ExplainedPermissions {
  User user;
  std::vector<ExplainedPermission> items;
};
BOOST_DESCRIBE_STRUCT(ExplainedPermissions, (), (user, items))

struct CreateRole {
  Name name;
  std::vector<Permission> permissions;
};
BOOST_DESCRIBE_STRUCT(CreateRole, (), (name, permissions))

struct UpdateRole {
  base::RoleId role;
  std::optional<Name> name;
  std::optional<std::vector<Permission>> permissions;
};
BOOST_DESCRIBE_STRUCT(UpdateRole, (), (role, name, permissions))

struct OneRole {
  base::RoleId role;
};
BOOST_DESCRIBE_STRUCT(OneRole, (), (role))

struct OneHolder {
  base::RoleId role;
  base::UserId user;
};
BOOST_DESCRIBE_STRUCT(OneHolder, (), (role, user))

struct ListHolders {
  base::RoleId role;
  std::optional<base::UserId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListHolders, (), (role, after, limit))

constexpr Operation<Empty, PermissionCatalogue> catalogue{
    .name = "permission.list",
    .method = Method::get,
    .path = "/permissions",
    .summary = "The permissions there are, what comes with each, and which a tier has",
    .policy = Policy<Empty>::member("no secret: the product's documents say the same"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Empty, RoleList> list{
    .name = "role.list",
    .method = Method::get,
    .path = "/roles",
    .summary = "The workspace's custom roles",
    .policy = Policy<Empty>::needs(Permission::view_admin),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CreateRole, Role> create{
    .name = "role.create",
    .method = Method::post,
    .path = "/roles",
    .summary = "Make a custom role, of permissions one holds oneself",
    .policy = Policy<CreateRole>::needs(Permission::manage_roles).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("role.created"),
};

constexpr Operation<UpdateRole, Role> update{
    .name = "role.update",
    .method = Method::patch,
    .path = "/roles/{role}",
    .summary = "Change a custom role's name or permissions, for everybody who has it",
    .policy = Policy<UpdateRole>::needs(Permission::manage_roles).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("role.updated"),
};

constexpr Operation<OneRole, Empty> remove{
    .name = "role.delete",
    .method = Method::delete_,
    .path = "/roles/{role}",
    .summary = "Delete a custom role; who has it loses it",
    .policy = Policy<OneRole>::needs(Permission::manage_roles).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("role.deleted"),
};

constexpr Operation<ListHolders, RoleHolderPage> holders{
    .name = "role.holders",
    .method = Method::get,
    .path = "/roles/{role}/holders",
    .summary = "Who has a custom role, since when, and from whom",
    .policy = Policy<ListHolders>::needs(Permission::view_admin),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneHolder, User> grant{
    .name = "role.grant",
    .method = Method::put,
    .path = "/roles/{role}/holders/{user}",
    .summary = "Give a person a custom role, of permissions one holds oneself",
    .policy = Policy<OneHolder>::needs(Permission::manage_roles).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("role.granted"),
};

constexpr Operation<OneHolder, User> withdraw{
    .name = "role.withdraw",
    .method = Method::delete_,
    .path = "/roles/{role}/holders/{user}",
    .summary = "Take a custom role from a person",
    .policy = Policy<OneHolder>::needs(Permission::manage_roles).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("role.withdrawn"),
};

constexpr Operation<OneUser, RoleList> of_user{
    .name = "user.roles",
    .method = Method::get,
    .path = "/users/{user}/roles",
    .summary = "The custom roles of a person",
    .policy = Policy<OneUser>::needs(Permission::view_admin),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneUser, ExplainedPermissions> explain{
    .name = "user.permissions",
    .method = Method::get,
    .path = "/users/{user}/permissions",
    .summary = "What a person may do in the workspace, and what gives it to them",
    .policy = Policy<OneUser>::needs(Permission::view_admin),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

PermissionCatalogue whole_catalogue() {
  PermissionCatalogue out;
  for (const auto p : access::all_permissions) {
    const access::PermissionSet alone{p};
    out.permissions.push_back({p, std::string(access::describe(p)), access::closure(alone).without(alone).listed()});
  }
  for (const auto tier : {access::Tier::viewer, access::Tier::member, access::Tier::admin, access::Tier::owner}) {
    out.tiers.push_back({tier, access::permissions_of(tier).listed()});
  }
  return out;
}

// The first chosen permission that brings this one; none: it was chosen itself.
std::optional<Permission> bringer(const std::vector<Permission>& chosen, Permission permission) {
  if (access::PermissionSet::of(chosen).has(permission)) return std::nullopt;
  const auto at = std::ranges::find_if(chosen, [&](Permission p) { return access::closure({p}).has(permission); });
  return at == chosen.end() ? std::nullopt : std::optional(*at);
}

ExplainedPermissions explained(const Identity& identity, store::TenantTxn& txn, base::UserId id) {
  ExplainedPermissions out{identity.directory().get(txn, id), {}};
  const auto roles = identity.roles().of(txn, id);
  for (const auto p : access::all_permissions) {
    ExplainedPermission one{p, {}};
    if (access::permissions_of(out.user.tier).has(p)) {
      one.through.push_back({Giver::tier, std::string(access::name(out.user.tier)), {}, {}});
    }
    for (const auto& role : roles.items) {
      if (!access::PermissionSet::of(role.effective).has(p)) continue;
      one.through.push_back({Giver::role, role.name, role.id, bringer(role.permissions, p)});
    }
    out.items.push_back(std::move(one));
  }
  return out;
}

// At least one, so that a role is never only a name that looks like a right.
access::PermissionSet chosen(const std::vector<Permission>& permissions) {
  if (permissions.empty()) throw base::invalid_field("body.permissions", "Choose at least one permission.");
  return access::PermissionSet::of(permissions);
}

std::string told(access::PermissionSet permissions) { return fmt::format("{}", fmt::join(permissions.names(), ", ")); }

Role update_role(const Identity& identity, Call& call, const UpdateRole& in) {
  const auto role = identity.roles().get(call.txn, in.role);
  const auto before = access::PermissionSet::of(role.permissions);
  const auto after = in.permissions ? chosen(*in.permissions) : before;
  const auto name = in.name ? in.name->value : role.name;
  call.target = role.id.text();
  call.changed = after != before || name != role.name;
  if (after != before) call.detail = fmt::format("from {} to {}", told(before), told(after));
  for (const auto& user : identity.roles().update(call.txn, call.caller, role, name, after)) {
    identity.end_what_is_lost(call.txn, user);
  }
  return identity.roles().get(call.txn, in.role);
}

User grant_role(const Identity& identity, Call& call, const OneHolder& in) {
  const auto role = identity.roles().get(call.txn, in.role);
  call.target = role.id.text() + " " + in.user.text();
  call.detail = told(access::PermissionSet::of(role.permissions));
  const auto changed = identity.roles().grant(call.txn, call.caller, role, in.user);
  call.changed = changed.has_value();
  if (changed) identity.end_what_is_lost(call.txn, *changed);
  return changed ? *changed : identity.directory().get(call.txn, in.user);
}

User withdraw_role(const Identity& identity, Call& call, const OneHolder& in) {
  const auto role = identity.roles().get(call.txn, in.role);
  call.target = role.id.text() + " " + in.user.text();
  call.detail = told(access::PermissionSet::of(role.permissions));
  auto changed = identity.roles().withdraw(call.txn, call.caller, role, in.user);
  if (!changed) throw base::Problem(404, "role_not_held", "This person does not have the role.").at("path.user");
  return std::move(*changed);
}

void declare_reading(operation::Registry& registry, Identity& identity) {
  registry.reads(catalogue, [](Call&, const Empty&) { return whole_catalogue(); });
  registry.reads(list, [&identity](Call& call, const Empty&) { return identity.roles().list(call.txn); });
  registry.reads(holders, [&identity](Call& call, const ListHolders& in) {
    return identity.roles().holders(call.txn, identity.roles().get(call.txn, in.role).id, in.after,
                                    in.limit ? static_cast<int>(in.limit->value) : page_size);
  });
  registry.reads(explain,
                 [&identity](Call& call, const OneUser& in) { return explained(identity, call.txn, in.user); });
  registry.reads(of_user, [&identity](Call& call, const OneUser& in) {
    return identity.roles().of(call.txn, identity.directory().get(call.txn, in.user).id);
  });
}

}  // namespace

void declare_roles(operation::Registry& registry, Identity& identity) {
  declare_reading(registry, identity);
  registry.writes(create, [&identity](Call& call, const CreateRole& in) {
    const auto permissions = chosen(in.permissions);
    auto role = identity.roles().create(call.txn, call.caller, in.name.value, permissions);
    call.target = role.id.text();
    call.detail = told(permissions);
    return role;
  });
  registry.writes(update, [&identity](Call& call, const UpdateRole& in) { return update_role(identity, call, in); });
  registry.writes(remove, [&identity](Call& call, const OneRole& in) {
    const auto role = identity.roles().get(call.txn, in.role);
    call.target = role.id.text();
    call.detail = fmt::format("{}; {} people had it", told(access::PermissionSet::of(role.permissions)), role.holders);
    identity.roles().remove(call.txn, call.caller, role);
    return Empty{};
  });
  registry.writes(grant, [&identity](Call& call, const OneHolder& in) { return grant_role(identity, call, in); });
  registry.writes(withdraw, [&identity](Call& call, const OneHolder& in) { return withdraw_role(identity, call, in); });
}

}  // namespace wardroom::identity
