// Gives a database the tables of every room, and brings an older one up to date. Internal to the store.
#pragma once
#include <span>

#include "store/schema.h"
#include "store/sqlite.h"

namespace wardroom::store {

// In one transaction: rooms that the database lacks are added, older ones migrated. Throws DatabaseError, with `name`,
// for a database of a newer version, or one whose schema was changed without a new version.
void bring_up_to_date(Sqlite& db, std::span<const SchemaPart> parts, std::string_view name);
bool has_schema(Sqlite& db);

}  // namespace wardroom::store
