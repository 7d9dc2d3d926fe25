// Backups of the server, for its own schedule and for wardroomctl alike: each deed with its entry in the platform's
// audit log, and in that of the operators, whom theirs alerts. Waits for the store, the KMS and the disk: for threads
// of their own.
#pragma once
#include <mutex>

#include "lifecycle/backups.h"
#include "server/custody.h"
#include "server/foundation.h"

namespace wardroom::server {

// What `pace` may throw: the backup is given up, and that is no failure.
struct BackupGivenUp : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class BackupCustody {
 public:
  BackupCustody(Foundation& foundation, const Settings& settings);  // ConfigError without backup.folder

  lifecycle::BackupMade create(const Who& who, const lifecycle::Backups::Pace& pace);  // a failure is recorded, too
  void remove(const std::string& name);              // recorded by who calls this. FolderBusy while one is being made
  std::size_t follow(bool at_once, const Who& who);  // how many keys were destroyed
  void drilled(const std::string& name, bool whole, const std::string& detail, const Who& who);
  std::vector<lifecycle::BackupListed> list() const { return backups_.list(); }
  // When one should be made by itself; nothing while that is not asked for, or none can be.
  std::optional<base::Timestamp> due() const;
  std::chrono::hours every() const { return every_; }
  bool by_hand_only() const { return every_ == every_.zero(); }
  const lifecycle::Backups& backups() const { return backups_; }

 private:
  void record(audit::Event event, const std::string& target, bool ok, const std::string& detail, const Who& who);
  void tell_operators(const audit::Entry& entry);

  Foundation& foundation_;
  std::chrono::hours every_;
  std::mutex mutex_;  // one deed at a time
  lifecycle::Backups backups_;
};

std::string in_words(const lifecycle::BackupMade& made);  // "3 databases, 12 MB; not in it: acme (…)"

}  // namespace wardroom::server
