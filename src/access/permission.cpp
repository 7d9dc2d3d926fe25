#include "access/permission.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "base/json.h"

namespace wardroom::access {

std::string_view describe(Permission permission) {
  switch (permission) {
    case Permission::view_admin:
      return "see the administration pages";
    case Permission::manage_users:
      return "invite, change, deactivate and sign out people";
    case Permission::manage_roles:
      return "make custom roles, and grant and withdraw them";
    case Permission::manage_authentication:
      return "set how people sign in";
    case Permission::manage_server:
      return "change the workspace's settings";
    case Permission::manage_privacy:
      return "decide on retention and personal data";
    case Permission::manage_backups:
      return "take and restore backups";
    case Permission::manage_encryption:
      return "rotate and destroy keys";
    case Permission::view_audit:
      return "read and verify the audit log";
    case Permission::web_chat:
      return "use the web client";
    case Permission::view_analytics:
      return "see figures of use";
    case Permission::manage_updates:
      return "update the server";
    case Permission::channel_directory:
      return "find and read public channels";
    case Permission::manage_storage:
      return "see and clear stored files";
    case Permission::manage_channels:
      return "delete any channel they are in";
    case Permission::edit_channels:
      return "change the name and topic of any channel they are in";
    case Permission::manage_subscribers:
      return "remove people from any channel they are in";
    case Permission::delete_messages:
      return "delete other people's messages in channels they are in";
    case Permission::create_channels:
      return "create channels and direct conversations";
    case Permission::post_messages:
      return "post, edit and delete their own messages";
  }
  return "";
}

std::vector<std::string_view> names(PermissionSet set) {
  std::vector<std::string_view> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Permission>>([&](auto item) {
    if (set.has(item.value)) out.emplace_back(item.name);
  });
  return out;
}

std::vector<Permission> listed(PermissionSet set) {
  std::vector<Permission> out;
  std::ranges::copy_if(all_permissions, std::back_inserter(out), [&](Permission p) { return set.has(p); });
  return out;
}

PermissionSet set_of(std::span<const Permission> permissions) {
  PermissionSet out;
  for (const auto p : permissions) out = out | PermissionSet{p};
  return out;
}

std::string stored(PermissionSet set) {
  std::string out;
  for (const auto name : names(set)) {
    if (!out.empty()) out.push_back(' ');
    out += name;
  }
  return out;
}

PermissionSet from_stored(std::string_view text) {
  PermissionSet out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto permission = base::enum_from<Permission>(text.substr(0, end));
    if (!permission) throw std::runtime_error("an unknown permission is stored");
    out = out | PermissionSet{*permission};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<Tier> tier_from(std::string_view text) { return base::enum_from<Tier>(text); }
std::string_view name(Tier tier) { return base::enum_name(tier); }

}  // namespace wardroom::access
