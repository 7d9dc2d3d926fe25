// Backups through the front door, for the operators. Restoring is not among them: the server is stopped for that
// (`wardroomctl backup restore`).
#pragma once
#include "identity/work_pool.h"
#include "operation/registry.h"
#include "server/backup_worker.h"
#include "server/workspace_administration.h"

namespace wardroom::server {

struct BackupOperationParts {
  BackupCustody* custody;  // both null where no backups are made
  BackupWorker* worker;
  const WorkspaceAdministration& administration;
  const keys::Recovery& recovery;
  identity::WorkPool& pool;
};

void declare_backups(operation::Registry& registry, const BackupOperationParts& parts);  // outlives the registry

}  // namespace wardroom::server
