// The thread that makes backups when they are due or asked for, and keeps their keys in step with the server's. It
// gives way to everything else.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/backup_custody.h"

namespace wardroom::server {

class BackupWorker {
 public:
  explicit BackupWorker(BackupCustody& custody);
  BackupWorker(const BackupWorker&) = delete;
  BackupWorker& operator=(const BackupWorker&) = delete;
  ~BackupWorker() { stop(); }

  // One is made now, and one only however often this is called until it is. False: one is being made already.
  bool ask(const Who& who);
  bool is_at_it() const;
  std::string last_failure() const;  // why the last one failed; empty: it did not
  void stop();                       // gives up the one under way; before the store stops

 private:
  void run(const std::stop_token& stop);
  void look(const std::stop_token& stop);
  void follow();
  void remind();
  void make(const std::stop_token& stop, const Who& who);

  BackupCustody& custody_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<Who> asked_;
  bool at_it_ = false;
  std::string failure_;
  base::Timestamp not_before_;  // after a failure
  base::Timestamp remind_at_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace wardroom::server
