// refused: every_table_needs_its_own_tenant_id
#include "note.h"

constexpr Statement<
    "SELECT n.rowid, search_rank(note_index) FROM note_index n WHERE n.note_index MATCH $2 AND n.rowid < $1 LIMIT 10">
    statement;
