// One backup: copies of a server's databases, sealed in the age format for a key of its own (backup_keys.h). The copies
// are the encrypted files themselves, without the keys messages hang from and without the search index, which is made
// anew.
//
//   age file; inside, lines "kind {json}" (records.h):
//     wardroom-backup {format, made_by, made_at}
//     database {tenant, slug, bytes}, and then so many bytes; the platform's first
//     missing {tenant, slug, why}
//     end {databases}
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "crypto/age.h"
#include "lifecycle/new_file.h"
#include "lifecycle/records.h"

namespace wardroom::lifecycle {

struct BackupHead {
  std::int64_t format = 0;
  std::string made_by;
  base::Timestamp made_at;
};
BOOST_DESCRIBE_STRUCT(BackupHead, (), (format, made_by, made_at))

struct BackupDatabase {
  base::TenantId tenant;
  std::string slug;
  std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(BackupDatabase, (), (tenant, slug, bytes))

struct Missing {
  base::TenantId tenant;
  std::string slug;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(Missing, (), (tenant, slug, why))

class BackupWriter {
 public:
  BackupWriter(const std::filesystem::path& file, const crypto::AgeRecipient& recipient, const BackupHead& head);
  // The whole file. `pace` is called after each megabyte.
  void add(base::TenantId tenant, const std::string& slug, const std::filesystem::path& database,
           const std::function<void()>& pace);
  void add(const Missing& missing);
  void finish();                                    // whole and on the disk
  void keep_as(const std::filesystem::path& file);  // in the same folder; without it nothing stays
  std::int64_t bytes() const { return bytes_; }
  std::int64_t databases() const { return databases_; }

 private:
  void put(std::string_view line);

  NewFile file_;
  std::int64_t bytes_ = 0;
  std::int64_t databases_ = 0;
  crypto::AgeWriter out_;
};

// Throws crypto::AgeFault, BadRecord, or a sentence.
class BackupReader {
 public:
  BackupReader(const std::filesystem::path& file, const crypto::AgeIdentity& identity);
  const BackupHead& head() const { return head_; }
  // The next database; its bytes go to `sink` at once, when it answers one. Nothing at the end, which is proven.
  using Sink = std::function<void(base::ByteView)>;
  std::optional<BackupDatabase> next(const std::function<Sink(const BackupDatabase&)>& sink_for);
  const std::vector<Missing>& missing() const { return missing_; }  // whole at the end

 private:
  ReadFile file_;
  crypto::AgeReader opened_;
  RecordReader records_;
  BackupHead head_;
  std::int64_t databases_ = 0;
  std::vector<Missing> missing_;
};

}  // namespace wardroom::lifecycle
