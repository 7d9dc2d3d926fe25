// The tables of all rooms, and all their sealed columns.
#pragma once
#include "chat/shred_keys.h"
#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::server {

std::vector<store::SchemaPart> whole_schema();

// In the order in which re-encryption walks them. A test compares them with the schema.
std::vector<keys::SealedColumn> all_sealed_columns(chat::ShredKeys& shred_keys);

}  // namespace wardroom::server
