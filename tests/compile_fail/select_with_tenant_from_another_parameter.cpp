// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"SELECT body_sealed FROM message WHERE tenant_id = $2 AND seq > $1"> statement;
