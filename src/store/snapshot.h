// A copy of a tenant's database as it was at one moment, for a backup. Made beside the Store, while the file is read
// and written, by a connection of its own; also of a tenant that the store lets nobody use. Writers wait for nothing,
// but the log grows until the copy is made. Throws DatabaseError.
#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "base/id.h"
#include "base/secret.h"
#include "store/schema.h"
#include "store/txn.h"

namespace wardroom::store {

struct SnapshotSource {
  base::TenantId tenant;
  std::filesystem::path file;
  std::vector<base::Secret<32>> keys;  // that it may have, the newest first: the copy has that one
};

// `copy` must not be there yet, has the newest schema, and lacks what is derived from the rest. It is gone again when
// this throws, and not on the disk for sure when it returns. `change` runs on the copy; what it deletes is overwritten
// in it. `pace` is called after each megabyte: it may wait.
void take_snapshot(const SnapshotSource& source, const std::filesystem::path& copy, std::span<const SchemaPart> schema,
                   const std::function<void(TenantTxn&)>& change, const std::function<void()>& pace);

}  // namespace wardroom::store
