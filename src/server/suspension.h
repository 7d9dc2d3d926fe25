// Brings what was decided about workspaces into force, on a server that runs: a suspended one is closed and nobody
// stays connected to it, one that was wiped is forgotten. wardroomctl writes such decisions beside the server, so they
// are read again every few seconds.
#pragma once
#include "server/darkness.h"
#include "workspace/administration.h"
#include "workspace/workspaces.h"

namespace wardroom::server {

class Suspension {
 public:
  Suspension(DarknessParts parts, workspace::Workspaces& workspaces, workspace::Suspensions& suspensions)
      : parts_(parts), workspaces_(workspaces), suspensions_(suspensions) {}

  void refresh();  // one at a time; waits for the store

 private:
  void close(base::TenantId tenant);

  DarknessParts parts_;
  workspace::Workspaces& workspaces_;
  workspace::Suspensions& suspensions_;
};

}  // namespace wardroom::server
