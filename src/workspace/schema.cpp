#include "workspace/schema.h"

namespace wardroom::workspace {
namespace {

constexpr std::string_view schema_sql =
#include "workspace/schema.inc"
    ;

}  // namespace

store::SchemaPart schema() { return {.room = "workspace", .version = 1, .sql = schema_sql}; }

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"workspace_settings", "name_sealed">()};
}

}  // namespace wardroom::workspace
