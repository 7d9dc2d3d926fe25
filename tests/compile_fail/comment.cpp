// refused: a_statement_holds_no_comment
#include "note.h"

constexpr Statement<"SELECT seq FROM message -- WHERE tenant_id = $1"> statement;
