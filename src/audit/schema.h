// The audit log's tables, for the composition root.
#pragma once
#include "store/schema.h"

namespace wardroom::audit {

store::SchemaPart schema();

}  // namespace wardroom::audit
