// The tables of this room, for the store's list of schema parts.
#pragma once
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::identity {

store::SchemaPart schema();
store::SchemaPart factor_schema();
store::SchemaPart api_key_schema();
store::SchemaPart passkey_schema();  // after factor_schema()
store::SchemaPart address_schema();
store::SchemaPart recovery_schema();
store::SchemaPart role_schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::identity
