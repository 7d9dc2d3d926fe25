// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<
    "SELECT n.id FROM note n JOIN note_index i ON i.rowid = n.id WHERE n.tenant_id = $1 AND i.note_index MATCH $2">
    statement;
