// The flags a role is made of, and the four system tiers with the flags they carry. Pure values; decided at compile
// time.
#pragma once
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

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
};
BOOST_DESCRIBE_ENUM(Permission, view_admin, manage_users, manage_roles, manage_authentication, manage_server,
                    manage_privacy, manage_backups, manage_encryption, view_audit, web_chat, view_analytics,
                    manage_updates, channel_directory, manage_storage, manage_channels, create_channels, post_messages)

class PermissionSet {
 public:
  constexpr PermissionSet() = default;
  constexpr PermissionSet(std::initializer_list<Permission> all) {
    for (const auto p : all) bits_ |= bit(p);
  }
  constexpr bool has(Permission p) const { return (bits_ & bit(p)) != 0; }
  constexpr bool includes(PermissionSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr PermissionSet operator|(PermissionSet other) const {
    PermissionSet out;
    out.bits_ = bits_ | other.bits_;
    return out;
  }
  constexpr PermissionSet operator&(PermissionSet other) const {
    PermissionSet out;
    out.bits_ = bits_ & other.bits_;
    return out;
  }

 private:
  static constexpr std::uint64_t bit(Permission p) { return std::uint64_t{1} << static_cast<unsigned>(p); }
  std::uint64_t bits_ = 0;
};

enum class Tier { viewer, member, admin, owner };
BOOST_DESCRIBE_ENUM(Tier, viewer, member, admin, owner)

constexpr PermissionSet permissions_of(Tier tier) {
  using enum Permission;
  constexpr PermissionSet viewer{web_chat, channel_directory};
  constexpr PermissionSet member = viewer | PermissionSet{create_channels, post_messages};
  constexpr PermissionSet admin =
      member | PermissionSet{view_admin,     manage_users,    manage_authentication, view_audit,
                             view_analytics, manage_channels, manage_storage};
  constexpr PermissionSet owner = admin | PermissionSet{manage_roles,   manage_server,     manage_privacy,
                                                        manage_backups, manage_encryption, manage_updates};
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
std::vector<std::string_view> names(PermissionSet set);
std::optional<Tier> tier_from(std::string_view name);
std::string_view name(Tier tier);

}  // namespace wardroom::access
