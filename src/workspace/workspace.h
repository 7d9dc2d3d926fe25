// A workspace as people see it. Its id is the id of the tenant that holds its data.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "workspace/language.h"

namespace wardroom::workspace {

using WorkspaceId = base::TenantId;

struct Workspace {
  WorkspaceId id;
  std::string slug;
  std::string name;
  Language language = Language::english;
  base::Timestamp created_at;
  bool operators = false;  // its people may administer the server, with manage_workspaces
};
BOOST_DESCRIBE_STRUCT(Workspace, (), (id, slug, name, language, created_at, operators))

bool is_slug(std::string_view text);  // ^[a-z0-9][a-z0-9-]{1,39}$

}  // namespace wardroom::workspace
