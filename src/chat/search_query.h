// What a person types into the search box, read: words (all of them), "phrases", beginnings*, -exclusions, and
// from:@name in:#channel before:/after:/on:YYYY-MM-DD has:link. Pure; any thread. What does not make sense is a Problem
// 422 at query.q that says what to write instead.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/model.h"

namespace wardroom::chat {

inline constexpr std::size_t max_query_length = 400;  // code points
inline constexpr std::size_t max_query_words = 16;

struct Term {
  enum class Kind { word, phrase, prefix };
  Kind kind{};
  std::vector<std::string> words;  // folded; one unless a phrase
  bool operator==(const Term&) const = default;
};

struct Query {
  std::vector<Term> wanted;
  std::vector<Term> excluded;
  std::vector<std::string> from;  // a username, an id, or "me"; any of them
  std::vector<std::string> in;    // a channel's name or id; any of them
  bool has_link = false;
  std::optional<Timestamp> since;  // included
  std::optional<Timestamp> until;  // not included
};

Query parse_query(std::string_view text);

}  // namespace wardroom::chat
