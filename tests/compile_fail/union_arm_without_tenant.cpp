// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"SELECT id FROM message WHERE tenant_id = $1 UNION SELECT id FROM account"> statement;
