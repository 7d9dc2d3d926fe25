// refused: or_beside_the_tenant_predicate
#include "note.h"

constexpr Statement<"SELECT rowid FROM note_index WHERE tenant_id = $1 OR note_index MATCH $2"> statement;
