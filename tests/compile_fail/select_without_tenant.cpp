// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"SELECT body_sealed FROM message WHERE id = $1"> statement;
