// The tables of groups.
#pragma once
#include <vector>

#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::groups {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::groups
