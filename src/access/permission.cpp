#include "access/permission.h"

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
    case Permission::manage_groups:
      return "make, change and delete groups that they can see, and say who is in them";
    case Permission::view_hidden_groups:
      return "know of hidden groups, and who is in them";
    case Permission::manage_workspaces:
      return "make, suspend, limit and wipe workspaces of this server, in the operators' workspace only";
    case Permission::manage_webhooks:
      return "let other systems post into channels they are in, or be told what is said there";
  }
  return "";
}

std::optional<Tier> tier_from(std::string_view text) { return base::enum_from<Tier>(text); }
std::string_view name(Tier tier) { return base::enum_name(tier); }

}  // namespace wardroom::access
