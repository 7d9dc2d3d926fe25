#include "chat/schema.h"

namespace wardroom::chat {

store::SchemaPart schema() {
  return {.room = "chat",
          .version = 1,
          .sql =
#include "chat/schema.inc"
              , .migrations = {}};
}

}  // namespace wardroom::chat
