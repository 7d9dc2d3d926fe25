// refused: from_takes_plain_table_names
#include "note.h"

constexpr Statement<"SELECT rowid FROM note_index($2) WHERE tenant_id = $1"> statement;
