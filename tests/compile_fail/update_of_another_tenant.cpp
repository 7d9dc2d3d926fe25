// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"UPDATE message SET seq = $2 WHERE id = $1"> statement;
