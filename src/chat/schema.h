// The chat room's tables, and which of their columns are sealed.
#pragma once
#include "chat/shred_keys.h"
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::chat {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns(ShredKeys& shred_keys);
store::SchemaPart search_schema();

}  // namespace wardroom::chat
