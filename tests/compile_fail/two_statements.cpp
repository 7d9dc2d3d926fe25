// refused: one_statement_only
#include "note.h"

constexpr Statement<"SELECT seq FROM message WHERE tenant_id = $1; DELETE FROM message"> statement;
