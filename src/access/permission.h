// The flags a role is made of, and the four system tiers with the flags they carry. Pure values; decided at compile
// time.
#pragma once
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_set.h"

namespace wardroom::access {

// Flags for administration first, then what a person may do in the workspace.
enum class Permission : std::uint8_t {
  view_admin,
  manage_users,
  manage_roles,
  manage_authentication,
  manage_server,
  manage_privacy,
  manage_backups,
  manage_encryption,
  view_audit,
  web_chat,
  view_analytics,
  manage_updates,
  channel_directory,
  manage_storage,
  manage_channels,
  create_channels,
  post_messages,
  edit_channels,
  manage_subscribers,
  delete_messages,
  manage_groups,
  view_hidden_groups,
  manage_workspaces,
  manage_webhooks,
};
BOOST_DESCRIBE_ENUM(Permission, view_admin, manage_users, manage_roles, manage_authentication, manage_server,
                    manage_privacy, manage_backups, manage_encryption, view_audit, web_chat, view_analytics,
                    manage_updates, channel_directory, manage_storage, manage_channels, create_channels, post_messages,
                    edit_channels, manage_subscribers, delete_messages, manage_groups, view_hidden_groups,
                    manage_workspaces, manage_webhooks)

using PermissionSet = base::EnumSet<Permission>;

inline constexpr auto all_permissions = base::all_of_enum<Permission>;

// What comes with a permission, because it is worth nothing or fools people without: who may delete a channel may
// change it and who is in it; who may change what others made may make their own; whatever is done on the
// administration pages needs a look at them.
constexpr PermissionSet implied_by(Permission permission) {
  using enum Permission;
  switch (permission) {
    case manage_channels:
      return {edit_channels, manage_subscribers, delete_messages};
    case edit_channels:
      return {create_channels};
    case delete_messages:
      return {post_messages};
    case manage_users:
    case manage_roles:
    case manage_authentication:
    case manage_server:
    case manage_privacy:
    case manage_backups:
    case manage_encryption:
    case view_audit:
    case view_analytics:
    case manage_updates:
    case manage_storage:
    case manage_groups:
    case manage_workspaces:
      return {view_admin};
    case view_admin:
    case web_chat:
    case channel_directory:
    case create_channels:
    case post_messages:
    case manage_subscribers:
    case view_hidden_groups:
    case manage_webhooks:
      return {};
  }
  return {};
}

// With all that comes with them, and with that, and so on.
constexpr PermissionSet closure(PermissionSet set) {
  for (;;) {
    auto wider = set;
    for (const auto p : all_permissions) {
      if (set.has(p)) wider = wider | implied_by(p);
    }
    if (wider == set) return set;
    set = wider;
  }
}

enum class Tier { viewer, member, admin, owner };
BOOST_DESCRIBE_ENUM(Tier, viewer, member, admin, owner)

constexpr PermissionSet permissions_of(Tier tier) {
  using enum Permission;
  constexpr PermissionSet viewer{web_chat, channel_directory};
  constexpr PermissionSet member = viewer | PermissionSet{create_channels, post_messages};
  constexpr PermissionSet admin =
      member | PermissionSet{view_admin,         manage_users,    manage_authentication, view_audit,
                             view_analytics,     manage_channels, manage_storage,        edit_channels,
                             manage_subscribers, delete_messages, manage_groups,         manage_webhooks};
  constexpr PermissionSet owner =
      admin | PermissionSet{manage_roles,      manage_server,  manage_privacy,     manage_backups,
                            manage_encryption, manage_updates, view_hidden_groups, manage_workspaces};
  switch (tier) {
    case Tier::viewer:
      return viewer;
    case Tier::member:
      return member;
    case Tier::admin:
      return admin;
    case Tier::owner:
      return owner;
  }
  return {};
}

std::string_view describe(Permission permission);  // one line for people
std::optional<Tier> tier_from(std::string_view name);
std::string_view name(Tier tier);

}  // namespace wardroom::access
