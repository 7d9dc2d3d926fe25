// refused: insert_names_tenant_id_as_its_first_column
#include "note.h"

constexpr Statement<"INSERT INTO message (id, seq) VALUES ($1, $2)"> statement;
