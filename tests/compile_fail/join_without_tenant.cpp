// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<"SELECT m.seq FROM message m JOIN account a ON a.id = m.author WHERE m.tenant_id = $1"> statement;
