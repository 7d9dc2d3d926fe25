// refused: delete_needs_where
#include "note.h"

constexpr Statement<"DELETE FROM message"> statement;
