// A workspace as one file, to move it to another server: its database as it is, and the root keys it opens with, sealed
// in the age format for who is to receive it (crypto/age.h): a head (archive_head.h), and the database.
//
// A workspace keeps its id, which everything in it is bound to. Waits for the store, the KMS and the disk: for tools.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/log.h"
#include "crypto/age.h"
#include "keys/key_store.h"
#include "lifecycle/archive_head.h"
#include "store/store.h"
#include "workspace/workspaces.h"

namespace wardroom::lifecycle {

struct ArchiveParts {
  keys::KeyStore& keys;
  store::Store& store;
  const audit::AuditLog& audit;
  workspace::Workspaces& workspaces;
  std::filesystem::path databases;  // where their files are
};

using Progress = std::function<void(std::int64_t done, std::int64_t total)>;  // bytes of the database

// What this server opens: one identity for each key epoch of the platform that is kept. Archives for it are sealed for
// the recipient of the newest.
std::vector<crypto::AgeIdentity> receiving_identities(keys::KeyStore& keys);
crypto::AgeRecipient receiving_recipient(keys::KeyStore& keys);

// Nothing may write in the workspace meanwhile: it is suspended, and closed by a server that runs. Leaves no file
// behind when it fails. Throws std::runtime_error with a sentence. `record` is called when the file could be made and
// before the database is read, so that what it writes in the workspace's log moves along.
Manifest write_archive(const ArchiveParts& parts, const workspace::Workspace& workspace, std::string_view made_by,
                       const std::vector<crypto::AgeRecipient>& recipients, const std::filesystem::path& file,
                       const std::function<void()>& record, const Progress& progress);

struct Received {
  Manifest manifest;
  std::string slug;  // here
  std::int64_t audit_entries = 0;
};
// Takes the workspace in, under another short name if one is given, and proves that it opens and that its audit log
// holds; nothing of it stays when that fails. `register_it` runs in the platform's transaction that makes it a
// workspace of this server.
Received read_archive(const ArchiveParts& parts, const std::vector<crypto::AgeIdentity>& identities,
                      const std::filesystem::path& file, const std::optional<std::string>& slug,
                      const std::function<void(store::TenantTxn&, const Received&)>& register_it,
                      const Progress& progress);

}  // namespace wardroom::lifecycle
