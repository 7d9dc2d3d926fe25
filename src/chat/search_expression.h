// A query as FTS5 reads it, made of tokens alone: nothing that a person typed gets into it.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "chat/search_index.h"
#include "chat/search_query.h"
#include "chat/search_scopes.h"

namespace wardroom::chat {

// One for each 64 pairs of generation and scope: a match of any of them is a match.
std::vector<std::string> expressions_of(const Query& query, std::span<const UserId> authors,
                                        std::span<const Generation> generations, std::span<const SearchScope> scopes);

}  // namespace wardroom::chat
