#include "workspace/schema.h"

namespace wardroom::workspace {
namespace {

constexpr std::string_view schema_sql =
#include "workspace/schema.inc"
    ;

}  // namespace

store::SchemaPart schema() {
  return {.room = "workspace",
          .version = 2,
          .sql = schema_sql,
          .migrations = {{2, "ALTER TABLE workspace_settings ADD COLUMN language TEXT NOT NULL DEFAULT 'english'"}}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"workspace_settings", "name_sealed">()};
}

}  // namespace wardroom::workspace
