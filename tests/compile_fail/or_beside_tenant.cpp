// refused: or_beside_the_tenant_predicate
#include "note.h"

constexpr Statement<"SELECT seq FROM message WHERE tenant_id = $1 OR seq = $2"> statement;
