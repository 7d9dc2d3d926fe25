// Whether an opened text answers a query, and where: the index proposes, the text decides. Any thread.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "chat/search_query.h"
#include "workspace/language.h"

namespace wardroom::chat {

struct Highlight {  // code points of the text, the end not included
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool operator==(const Highlight&) const = default;
};
BOOST_DESCRIBE_STRUCT(Highlight, (), (from, to))

// In order, without overlaps. Nothing when a wanted term is missing or an excluded one is there. A word matches when it
// is the same, or has the same stem in one of these languages.
std::optional<std::vector<Highlight>> match_text(const Query& query, std::span<const workspace::Language> languages,
                                                 std::string_view text);

}  // namespace wardroom::chat
