// refused: set_may_not_change_tenant_id
#include "note.h"

constexpr Statement<"UPDATE message SET tenant_id = $2 WHERE tenant_id = $1"> statement;
