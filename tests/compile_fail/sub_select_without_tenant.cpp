// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"SELECT seq FROM message WHERE tenant_id = $1 AND author IN (SELECT id FROM account)"> statement;
