// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"SELECT m.seq FROM message m LEFT JOIN account a ON m.tenant_id = $1 AND a.tenant_id = $1">
    statement;
