// The audit log's tables, for the composition root.
#pragma once
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::audit {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::audit
