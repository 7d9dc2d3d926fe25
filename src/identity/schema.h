// The tables of this room, for the store's list of schema parts.
#pragma once
#include "store/schema.h"

namespace wardroom::identity {

store::SchemaPart schema();

}  // namespace wardroom::identity
