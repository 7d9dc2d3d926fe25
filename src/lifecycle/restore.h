// A server's data directory made from a backup (backups.h). Two steps: the files and the keyring, under the KMS that
// is to hold the roots from now on; then, with that directory opened, each tenant's message keys. Waits for the disk,
// the KMS and the store. Throws std::runtime_error with a sentence.
#pragma once
#include <filesystem>
#include <functional>

#include "audit/log.h"
#include "chat/shred_keys.h"
#include "lifecycle/backups.h"

namespace wardroom::lifecycle {

struct RestoreFrom {
  const BackupKeys& keys;
  std::string name;
  std::filesystem::path archive;
};
using RestoreProgress = std::function<void(std::int64_t done, std::int64_t total)>;  // bytes of the archive

struct Unpacked {
  BackupHead head;
  std::vector<BackupDatabase> databases;
  std::vector<Missing> missing;           // that the backup could not copy
  std::vector<BackupDatabase> destroyed;  // whose keys are gone from the backups
};
// Into an empty directory that is there.
Unpacked unpack(const RestoreFrom& from, const std::filesystem::path& data, kms::Kms& kms,
                const RestoreProgress& progress);

struct RestoredTenant {
  std::int64_t message_keys = 0;   // that messages hang from
  std::int64_t buried = 0;         // messages whose key was destroyed since: deleted ones now
  std::int64_t audit_entries = 0;  // of both logs
  std::string audit_problem;       // what is wrong with one that does not hold; as it was backed up
};
struct RestoredParts {
  store::Store& store;
  chat::ShredKeys& shred_keys;
  const audit::AuditLog& audit;
};
RestoredTenant complete(const RestoredParts& parts, base::TenantId tenant, const TenantBackupKeys& kept);
// Workspaces that the platform knows and the backup lacks: it does not know them any more. Answers which, but for those
// that were destroyed.
std::vector<Missing> drop_missing(store::Store& store, const Unpacked& unpacked);

}  // namespace wardroom::lifecycle
