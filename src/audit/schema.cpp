#include "audit/schema.h"

namespace wardroom::audit {
namespace {

constexpr std::string_view schema_sql =
#include "audit/schema.inc"
    ;

}  // namespace

store::SchemaPart schema() { return {.room = "audit", .version = 1, .sql = schema_sql}; }

}  // namespace wardroom::audit
