// refused: insert_takes_dollar_1_as_the_value_of_tenant_id
#include "note.h"

constexpr Statement<"INSERT INTO message (tenant_id, seq) VALUES ($2, $1)"> statement;
