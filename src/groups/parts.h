// What the groups room works with, besides the transaction it is given.
#pragma once
#include <functional>
#include <optional>

#include "identity/directory.h"
#include "keys/key_store.h"
#include "store/txn.h"

namespace wardroom::groups {

// Told inside the transaction, except for `changed`.
struct Listener {
  // Somebody is in a group now, or is not any more. by: whose doing; none: an automation's.
  std::function<void(store::TenantTxn&, base::GroupId, base::UserId, std::optional<base::UserId> by)> moved;
  // A group is about to be deleted; nobody is in it any more.
  std::function<void(store::TenantTxn&, base::GroupId)> deleted;
  // After the commit, on the writer's thread: something about a group that is not hidden.
  std::function<void(base::TenantId)> changed;
};

struct Parts {
  keys::KeyStore& keys;
  const identity::Directory& directory;
  Listener listener = {};
};

}  // namespace wardroom::groups
