// Workspaces through the front door, for the operators. Declared here because they are about the whole server.
#pragma once
#include "identity/identity.h"
#include "identity/work_pool.h"
#include "operation/registry.h"
#include "server/workspace_administration.h"

namespace wardroom::server {

struct WorkspaceParts {
  const WorkspaceAdministration& administration;
  identity::Identity& identity;
  identity::WorkPool& pool;
};

void declare_workspaces(operation::Registry& registry, const WorkspaceParts& parts);  // `parts` outlives the registry

}  // namespace wardroom::server
