#include "identity/schema.h"

namespace wardroom::identity {
namespace {

constexpr std::string_view schema_sql =
#include "identity/schema.inc"
    ;

}  // namespace

store::SchemaPart schema() { return {.room = "identity", .version = 1, .sql = schema_sql}; }

}  // namespace wardroom::identity
