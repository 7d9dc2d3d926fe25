// The tables of this room, for the store's list of schema parts.
#pragma once
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::workspace {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::workspace
