// A server's backups in a folder: made while it serves, removed, and their keys (backup_keys.h) kept in step with its
// own. Waits for the store, the KMS and the disk. One thread at a time; several processes may share the folder, which
// is locked while it changes. Throws std::runtime_error with a sentence; nothing has changed then.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "keys/recovery.h"
#include "lifecycle/backup_archive.h"
#include "lifecycle/backup_folder.h"
#include "lifecycle/backup_keys.h"
#include "store/store.h"

namespace wardroom::lifecycle {

struct BackupOptions {
  std::filesystem::path folder;
  int keep = 14;                        // so many backups; older ones are removed after the next
  std::chrono::days destroyed_keys{7};  // how long a key that was destroyed on the server opens what was backed up
};

struct BackupParts {
  keys::KeyStore& keys;
  store::Store& store;
  const keys::Recovery& recovery;
  std::filesystem::path data;
  std::vector<store::SchemaPart> schema;
  std::string made_by;  // version of the server
};

struct BackupMade {
  std::string name;
  std::int64_t bytes = 0;
  std::int64_t databases = 0;
  std::vector<Missing> missing;      // workspaces that could not be copied
  bool damaged = false;              // one of them because of its file, and not of its key service
  std::vector<std::string> removed;  // older ones; none while something is damaged
};

struct BackupListed {
  std::string name;
  base::Timestamp made_at;
  std::int64_t bytes = 0;
  std::int64_t databases = 0;
  std::int64_t missing = 0;
  std::optional<base::Timestamp> drilled_at;
  bool here = true;  // its file is in the folder
};
BOOST_DESCRIBE_STRUCT(BackupListed, (), (name, made_at, bytes, databases, missing, drilled_at, here))

class Backups {
 public:
  using Pace = std::function<void()>;  // called after each megabyte: it may wait
  Backups(BackupParts parts, BackupOptions options)
      : parts_(std::move(parts)), options_(std::move(options)), folder_(options_.folder) {}

  BackupMade create(const Pace& pace);
  std::vector<BackupListed> list() const;        // the oldest first
  std::vector<std::string> without_key() const;  // files in the folder that do not open: their key was destroyed
  void remove(const std::string& name);          // its key with it: copies of it elsewhere open no more
  void drilled(const std::string& name);         // it was restored for trying
  // Keeps the keys in step. Answers how many were destroyed, because they have been gone from the server for long
  // enough; at once: whenever they went.
  std::size_t follow(bool at_once);

  const BackupFolder& folder() const { return folder_; }
  const BackupOptions& options() const { return options_; }
  std::vector<crypto::AgeIdentity> identities() const;  // by which this server opens their keys

 private:
  struct Opened;

  BackupKeys load() const;
  void save(const BackupKeys& keys);
  std::vector<crypto::AgeRecipient> recipients() const;
  void copy(BackupWriter& out, BackupKeys& keys, base::TenantId tenant, const std::string& slug, const Pace& pace);
  std::vector<chat::MessageKey> snapshot(base::TenantId tenant, const std::filesystem::path& to, const Pace& pace);
  bool follow_all(BackupKeys& keys);
  bool follow_tenant(TenantBackupKeys& kept, base::TenantId tenant, const keys::Roots& there);
  std::vector<std::string> take_oldest(BackupKeys& keys, const std::string& but) const;
  std::string free_name(const BackupKeys& keys, base::Timestamp at) const;

  BackupParts parts_;
  BackupOptions options_;
  BackupFolder folder_;
};

// Of this folder, by these keys. Throws a sentence that says which file, and why.
BackupKeys open_backup_keys(const std::filesystem::path& file, const std::vector<crypto::AgeIdentity>& identities);

}  // namespace wardroom::lifecycle
