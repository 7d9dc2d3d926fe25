// A data directory made from a backup, and proven: for `wardroomctl backup restore`, and for drills, which throw it
// away again. Waits for the disk, the KMS and the store. Throws sentences.
#pragma once
#include <string>
#include <vector>

#include "lifecycle/restore.h"
#include "server/settings.h"

namespace wardroom::server {

struct RestoredDatabase {
  std::string slug;
  lifecycle::RestoredTenant what;
  std::int64_t values = 0;  // sealed ones that open; those of a drill
  std::int64_t broken = 0;
};

struct Restored {
  base::Timestamp made_at;
  std::string made_by;
  std::vector<RestoredDatabase> databases;  // the platform's first
  std::vector<lifecycle::Missing> missing;  // workspaces that the server does not have now
  std::vector<std::string> destroyed;       // the same, because they were wiped, or their keys retired
};

// Into settings.data, a directory that is there and holds no data; under the KMS of the settings, whose root key is
// made where a local one is missing. `drill`: every sealed value is opened besides.
Restored restore_into(const Settings& settings, const lifecycle::RestoreFrom& from, bool drill,
                      const lifecycle::RestoreProgress& progress);

// The settings for a drill in that directory: with a root key that is thrown away with it.
Settings drill_settings(const Settings& settings, const std::filesystem::path& scratch);

}  // namespace wardroom::server
