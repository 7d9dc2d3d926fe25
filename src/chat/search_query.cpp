#include "chat/search_query.h"

#include <algorithm>
#include <array>

#include "base/problem.h"
#include "chat/search_words.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t max_filters = 8;  // of one kind
constexpr std::chrono::hours day{24};

[[noreturn]] void refuse(std::string detail) { throw base::invalid_field("query.q", std::move(detail)); }

// One thing between spaces: [-][name:]("quoted" | bare).
struct Piece {
  bool excluded = false;
  bool quoted = false;
  std::string_view name;
  std::string_view text;
};

constexpr std::array<std::string_view, 6> filters{"from", "in", "before", "after", "on", "has"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t end_of_bare(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_space(text[at])) ++at;
  return at;
}

std::string_view filter_name(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  const auto name = text.substr(0, colon);
  return std::ranges::find(filters, name) != filters.end() ? name : std::string_view();
}

// The sigil of @name and #channel stands before the quotes or not at all.
std::string_view without_sigil(std::string_view text) {
  return !text.empty() && (text.front() == '@' || text.front() == '#') ? text.substr(1) : text;
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> out;
  for (std::size_t at = 0;;) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at >= text.size()) return out;
    Piece piece;
    if (text[at] == '-' && at + 1 < text.size() && !is_space(text[at + 1])) {
      piece.excluded = true;
      ++at;
    }
    piece.name = filter_name(text.substr(at, end_of_bare(text, at) - at));
    if (!piece.name.empty()) at += piece.name.size() + 1;
    const bool sigil = !piece.name.empty() && at + 1 < text.size() && without_sigil(text.substr(at, 1)).empty();
    if (sigil && text[at + 1] == '"') ++at;
    if (at < text.size() && text[at] == '"') {
      const auto close = text.find('"', at + 1);
      if (close == std::string_view::npos) refuse("A quotation mark is not closed: write \"like this\".");
      piece.quoted = true;
      piece.text = text.substr(at + 1, close - at - 1);
      at = close + 1;
    } else {
      const auto end = end_of_bare(text, at);
      piece.text = text.substr(at, end - at);
      at = end;
    }
    out.push_back(piece);
  }
}

Timestamp day_of(std::string_view text, std::string_view name) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const auto at = shaped ? base::from_rfc3339(std::string(text) + "T00:00:00Z") : std::nullopt;
  if (!at || at->ms < 0) refuse("Write a day after " + std::string(name) + ": like 2026-01-31.");
  return *at;
}

void narrow(Query& query, std::optional<Timestamp> since, std::optional<Timestamp> until) {
  if (since) query.since = query.since ? std::max(*query.since, *since) : *since;
  if (until) query.until = query.until ? std::min(*query.until, *until) : *until;
}

void add_name(std::vector<std::string>& names, std::string_view text, std::string_view filter) {
  const auto name = without_sigil(text);
  if (name.empty()) refuse("Write a name after " + std::string(filter) + ":.");
  if (names.size() >= max_filters)
    refuse("Write at most " + std::to_string(max_filters) + " " + std::string(filter) + ": filters.");
  names.emplace_back(name);
}

void add_filter(Query& query, const Piece& piece) {
  const auto name = piece.name;
  if (piece.excluded) refuse("Filters like " + std::string(name) + ": cannot be excluded; exclude words.");
  if (name == "from") return add_name(query.from, piece.text, name);
  if (name == "in") return add_name(query.in, piece.text, name);
  if (name == "has") {
    if (piece.text != "link") refuse("has: knows has:link only.");
    query.has_link = true;
    return;
  }
  const auto at = day_of(piece.text, name);
  if (name == "before") return narrow(query, std::nullopt, at);
  if (name == "after") return narrow(query, at + day, std::nullopt);
  narrow(query, at, at + day);
}

std::vector<std::string> texts_of(std::string_view text) {
  std::vector<std::string> out;
  for (auto& word : words_of(text, max_query_words + 1)) out.push_back(std::move(word.text));
  return out;
}

void add_terms(std::vector<Term>& terms, const Piece& piece) {
  const bool prefix = !piece.quoted && piece.text.ends_with('*');
  auto words = texts_of(piece.text);
  if (words.empty()) return;
  if (prefix) {
    if (letters_of(words.back()) < min_prefix_length)
      refuse("Write at least " + std::to_string(min_prefix_length) + " letters before *.");
    terms.push_back({Term::Kind::prefix, {std::move(words.back())}});
    words.pop_back();
  }
  if (words.empty()) return;
  // A bare "l'eau" is several words that stand together.
  const bool one_bare = !piece.quoted && words.size() == 1;
  terms.push_back({one_bare ? Term::Kind::word : Term::Kind::phrase, std::move(words)});
}

std::size_t words_in(const std::vector<Term>& terms) {
  std::size_t n = 0;
  for (const auto& term : terms) n += term.words.size();
  return n;
}

}  // namespace

Query parse_query(std::string_view text) {
  if (letters_of(text) > max_query_length) refuse("Write at most " + std::to_string(max_query_length) + " characters.");
  Query query;
  for (const auto& piece : pieces_of(text)) {
    if (!piece.name.empty()) {
      add_filter(query, piece);
    } else {
      add_terms(piece.excluded ? query.excluded : query.wanted, piece);
    }
    if (words_in(query.wanted) + words_in(query.excluded) > max_query_words)
      refuse("Write at most " + std::to_string(max_query_words) + " words.");
  }
  const bool something = !query.wanted.empty() || !query.from.empty() || !query.in.empty() || query.has_link;
  if (!something) refuse("Write a word to look for, or one of from:, in: and has:link.");
  return query;
}

}  // namespace wardroom::chat
