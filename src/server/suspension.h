// Brings what was decided about workspaces into force, on a server that runs: a suspended one is closed and nobody
// stays connected to it, one that was wiped is forgotten. wardroomctl writes such decisions beside the server, so they
// are read again every few seconds.
#pragma once
#include <mutex>

#include "server/darkness.h"
#include "workspace/decisions.h"
#include "workspace/workspaces.h"

namespace wardroom::server {

class Suspension {
 public:
  Suspension(DarknessParts parts, workspace::Workspaces& workspaces, workspace::Decisions& decisions)
      : parts_(parts), workspaces_(workspaces), decisions_(decisions) {}

  void refresh();  // waits for the store; any thread

 private:
  void close(base::TenantId tenant);

  std::mutex one_at_a_time_;
  DarknessParts parts_;
  workspace::Workspaces& workspaces_;
  workspace::Decisions& decisions_;
};

}  // namespace wardroom::server
