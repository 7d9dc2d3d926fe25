// refused: update_needs_where
#include "note.h"

constexpr Statement<"UPDATE message SET seq = $1"> statement;
