// workspace.get and workspace.update: what a workspace says about itself.
#pragma once
#include "operation/registry.h"
#include "workspace/workspaces.h"

namespace wardroom::workspace {

void declare(operation::Registry& registry, Workspaces& workspaces);

}  // namespace wardroom::workspace
