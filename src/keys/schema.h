// The tables of this room.
#pragma once
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::keys {

store::SchemaPart schema();
std::vector<SealedColumn> sealed_columns();

}  // namespace wardroom::keys
