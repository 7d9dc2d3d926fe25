// All workspaces that the platform knows, also those that nobody can open now. Waits for the store.
#pragma once
#include <vector>

#include "store/store.h"
#include "workspace/administration.h"

namespace wardroom::lifecycle {

std::vector<workspace::Registered> all_registered(store::Store& store);

}  // namespace wardroom::lifecycle
