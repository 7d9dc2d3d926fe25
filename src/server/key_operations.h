// Keys through the front door. Declared here because the keys room lies below the operations.
#pragma once
#include "identity/work_pool.h"
#include "operation/registry.h"
#include "server/custody.h"
#include "server/key_worker.h"

namespace wardroom::server {

struct KeyParts {
  store::Store& store;
  Custody& custody;
  KeyWorker& worker;
  identity::SigningKeys& signing_keys;
  identity::WorkPool& pool;
  workspace::Workspaces& workspaces;
};

void declare_keys(operation::Registry& registry, const KeyParts& parts);  // `parts` outlives the registry

}  // namespace wardroom::server
