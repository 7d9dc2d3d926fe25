// The tables of a room, and how they came to be. Every tenant's database holds the tables of every room; one that is
// older is migrated when it is opened, forward only, in one transaction. Every table has tenant_id NOT NULL as the
// first column of its primary key.
//
//   inline constexpr std::string_view schema_sql =
//   #include "chat/schema.inc"
//       ;
//   store::SchemaPart{.room = "chat", .version = 2, .sql = schema_sql, .migrations = {{2, "ALTER TABLE ..."}}}
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wardroom::store {

struct Migration {
  int version;           // what it leads to, from version - 1
  std::string_view sql;  // statements, separated by semicolons
};

struct SchemaPart {
  std::string_view room;
  int version = 1;
  std::string_view sql;  // a fresh database gets this
  std::vector<Migration> migrations = {};
  std::string_view without_derived = {};  // empties what is made from the rest, and is made anew where it is missing
};

// Faults of a schema, one sentence each, for tests: tables without tenant_id first in their key, migrations that are
// missing or out of order, SQL that does not run. Empty when all is well.
std::vector<std::string> schema_faults(const std::vector<SchemaPart>& parts);

// The columns of sealed values, "table.column", by name.
std::vector<std::string> sealed_column_names(const std::vector<SchemaPart>& parts);

// The shape (tables, columns, keys, indexes, triggers) that a fresh database gets from `parts`, and the shape of one
// that got `first` as its version 1 and then part.migrations: a test compares the two.
std::string fresh_shape(const SchemaPart& part);
std::string migrated_shape(const SchemaPart& part, std::string_view first);

}  // namespace wardroom::store
