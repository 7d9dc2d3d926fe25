#include "workspace/schema.h"

namespace wardroom::workspace {
namespace {

constexpr std::string_view schema_sql =
#include "workspace/schema.inc"
    ;

constexpr std::string_view administered =
    "CREATE TABLE suspensions (tenant_id BLOB NOT NULL, workspace_id BLOB NOT NULL, since INTEGER NOT NULL, "
    "PRIMARY KEY (tenant_id, workspace_id));"
    "CREATE TABLE workspace_quotas (tenant_id BLOB NOT NULL, people INTEGER, channels INTEGER, PRIMARY KEY "
    "(tenant_id))";

constexpr std::string_view operated =
    "CREATE TABLE workspace_plans (tenant_id BLOB NOT NULL, workspace_id BLOB NOT NULL, requests_per_second INTEGER "
    "NOT "
    "NULL, PRIMARY KEY (tenant_id, workspace_id));"
    "CREATE TABLE operators (tenant_id BLOB NOT NULL, workspace_id BLOB NOT NULL, since INTEGER NOT NULL, PRIMARY KEY "
    "(tenant_id))";

}  // namespace

store::SchemaPart schema() {
  return {.room = "workspace",
          .version = 4,
          .sql = schema_sql,
          .migrations = {{2, "ALTER TABLE workspace_settings ADD COLUMN language TEXT NOT NULL DEFAULT 'english'"},
                         {3, administered},
                         {4, operated}}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"workspace_settings", "name_sealed">()};
}

}  // namespace wardroom::workspace
