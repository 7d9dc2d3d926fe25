// The tables of provisioning.
#pragma once
#include <vector>

#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::scim {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::scim
