// The tables of this room, for the store's list of schema parts; after chat's.
#pragma once
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::webhooks {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::webhooks
