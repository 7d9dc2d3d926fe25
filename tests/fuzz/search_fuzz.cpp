// rooms: chat
// The input as a query and as a message: whatever a person types or posts.
#include <cstdlib>

#include "base/problem.h"
#include "chat/search_match.h"
#include "chat/search_tokens.h"

using namespace wardroom;

namespace {

void check_words(std::string_view text) {
  std::size_t last = 0;
  const auto words = chat::words_of(text, 100);
  if (words.size() > 100) std::abort();
  for (const auto& word : words) {
    const bool inside = last <= word.from && word.from < word.to && word.to <= text.size();
    if (!inside || word.text.empty() || chat::letters_of(word.text) > chat::max_word_length) std::abort();
    last = word.to;
  }
}

void check_query(std::string_view text) {
  static constexpr auto languages = {workspace::Language::english, workspace::Language::russian};
  try {
    const auto query = chat::parse_query(text);
    const auto length = static_cast<std::int64_t>(chat::letters_of(text));
    const auto found = chat::match_text(query, languages, text);
    std::int64_t last = 0;
    for (const auto& [from, to] : found.value_or(std::vector<chat::Highlight>{})) {
      if (from < last || to <= from || to > length) std::abort();
      last = to;
    }
  } catch (const base::Problem& problem) {
    if (problem.field() != "query.q") std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::Key::random();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_words(text);
  check_query(text);
  const auto made = chat::index_text(chat::Tokens(key, chat::shared_scope),
                                     chat::stemmer_of(workspace::Language::german), {}, {}, text);
  if (made.words.size() > chat::max_words * 17 || made.extras.size() > chat::max_extras * 17) std::abort();
  return 0;
}
