#include "chat/search_match.h"

#include <algorithm>

#include "chat/search_tokens.h"

namespace wardroom::chat {
namespace {

struct Run {  // words [from, to)
  std::size_t from, to;
};

class Matcher {
 public:
  Matcher(std::span<const workspace::Language> languages, std::string_view text)
      : languages_(languages), words_(words_of(text, max_words)) {}

  const std::vector<Word>& words() const { return words_; }

  std::vector<Run> runs(const Term& term) const {
    std::vector<Run> out;
    const auto size = term.words.size();
    for (std::size_t at = 0; at + size <= words_.size(); ++at) {
      if (at_place(term, at)) out.push_back({at, at + size});
    }
    return out;
  }

 private:
  bool at_place(const Term& term, std::size_t at) const {
    switch (term.kind) {
      case Term::Kind::word:
        return same_word(term.words.front(), words_[at].text);
      case Term::Kind::prefix:
        return words_[at].text.starts_with(term.words.front());
      case Term::Kind::phrase:
        break;
    }
    return std::ranges::equal(term.words, std::span(words_).subspan(at, term.words.size()), {}, {}, &Word::text);
  }

  bool same_word(const std::string& wanted, const std::string& found) const {
    return wanted == found || std::ranges::any_of(languages_, [&](workspace::Language language) {
             auto& stemmer = stemmer_of(language);
             return stemmer.stem(wanted) == stemmer.stem(found);
           });
  }

  std::span<const workspace::Language> languages_;
  std::vector<Word> words_;
};

// From bytes to code points, and neighbours that touch or overlap into one.
std::vector<Highlight> highlights_of(const std::vector<Word>& words, std::vector<Run> runs, std::string_view text) {
  std::ranges::sort(runs, {}, &Run::from);
  std::vector<Highlight> out;
  std::size_t bytes = 0;
  std::int64_t letters = 0;
  std::size_t covered = 0;  // words
  const auto letters_until = [&](std::size_t end) {
    letters += static_cast<std::int64_t>(letters_of(text.substr(bytes, end - bytes)));
    bytes = end;
    return letters;
  };
  for (const auto& [begin, end] : runs) {
    const auto from = std::max(begin, covered);
    if (from >= end) continue;
    const bool grows = begin < covered;
    const auto start = letters_until(words[from].from);
    const auto stop = letters_until(words[end - 1].to);
    if (grows) {
      out.back().to = stop;
    } else {
      out.push_back({start, stop});
    }
    covered = end;
  }
  return out;
}

}  // namespace

std::optional<std::vector<Highlight>> match_text(const Query& query, std::span<const workspace::Language> languages,
                                                 std::string_view text) {
  const Matcher matcher(languages, text);
  std::vector<Run> all;
  for (const auto& term : query.wanted) {
    const auto runs = matcher.runs(term);
    if (runs.empty()) return std::nullopt;
    all.insert(all.end(), runs.begin(), runs.end());
  }
  for (const auto& term : query.excluded) {
    if (!matcher.runs(term).empty()) return std::nullopt;
  }
  return highlights_of(matcher.words(), std::move(all), text);
}

}  // namespace wardroom::chat
