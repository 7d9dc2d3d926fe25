// Which workspace a command is about.
#pragma once
#include <string>

#include "server/foundation.h"

namespace wardroom::ctl {

// By its slug; an empty one is the only workspace there is. Throws a sentence otherwise.
workspace::Workspace chosen(server::Foundation& foundation, const std::string& slug);

// The same without opening any: also of one that is suspended or locked.
base::TenantId named(server::Foundation& foundation, const std::string& slug);

struct ChosenTenant {
  std::string name;
  base::TenantId id;
};
// The same, and "platform" is the server's own tenant. Without a slug: the platform and all workspaces.
std::vector<ChosenTenant> chosen_tenants(server::Foundation& foundation, const std::string& slug);

}  // namespace wardroom::ctl
