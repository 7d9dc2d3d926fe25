// refused: a_full_text_index_takes_no_command_but_delete_of_selected_rows
#include "note.h"

constexpr Statement<"INSERT INTO note_index (tenant_id, note_index) SELECT $1, 'delete-all'"> statement;
