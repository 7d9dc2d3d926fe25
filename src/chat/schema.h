// The chat room's tables.
#pragma once
#include "store/schema.h"

namespace wardroom::chat {

store::SchemaPart schema();

}  // namespace wardroom::chat
