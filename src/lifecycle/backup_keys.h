// What a server's backups open with, in one file beside them, keys.age: the key of each archive, the workspaces' roots,
// and the keys messages hang from. The archives hold none of it. So what is destroyed on the server is destroyed in all
// its backups, wherever they were copied, once this file is replaced; and so is an archive whose key leaves it.
//
//   age file for the recovery key and for the server itself; inside, lines "kind {json}" (records.h):
//     wardroom-backup-keys {format, made_by, written_at, recipients}
//     archive {…}  tenant {…}  root {…}  message {…}  file {…}
#pragma once
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "chat/message_keys.h"
#include "crypto/age.h"

namespace wardroom::lifecycle {

// Of one backup; everything about it that can be told without opening it.
struct ArchiveKey {
  crypto::AgeIdentity identity;
  base::Timestamp made_at;
  std::int64_t bytes = 0;
  std::int64_t databases = 0;
  std::int64_t missing = 0;                   // workspaces that are not in it
  std::optional<base::Timestamp> drilled_at;  // when it was restored for trying
};

// gone_at: when it was found to be destroyed on the server. It is kept for a while, in case that was a mistake.
struct RootKey {
  std::optional<crypto::Key> plain;
  base::Bytes wrapped;  // instead, where the tenant brings its own KMS: as that wrapped it
  std::optional<base::Timestamp> gone_at;
};
struct KeptMessageKey {
  chat::MessageKey key;
  std::optional<base::Timestamp> gone_at;
};

struct TenantBackupKeys {
  std::string slug;
  base::Bytes provider;  // of a tenant with its own KMS, sealed under the platform's keys
  std::map<std::uint32_t, RootKey> roots;
  std::map<base::ShredKeyId, KeptMessageKey> messages;
};

struct BackupKeys {
  std::vector<std::string> recipients;  // that the file was last written for
  std::map<std::string, ArchiveKey> archives;
  std::map<base::TenantId, TenantBackupKeys> tenants;
  std::map<std::string, std::string> files;  // of the data directory that a restored one needs, by their path in it
};

void write_backup_keys(const BackupKeys& keys, std::string_view made_by,
                       const std::vector<crypto::AgeRecipient>& recipients, const crypto::AgeWriter::Sink& sink);
// Throws crypto::AgeFault, BadRecord, or a sentence.
BackupKeys read_backup_keys(const std::vector<crypto::AgeIdentity>& identities, crypto::AgeReader::Source source);

}  // namespace wardroom::lifecycle
