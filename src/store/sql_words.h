// The words and symbols that the checker of statements knows. Compared as numbers: a statement is checked each time
// that its header is compiled.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace wardroom::store::sql {

enum class Word : std::uint8_t {
  none,
  from,
  distinct,
  is,
  not_,
  open,
  case_,
  close,
  end,
  with,
  select,
  insert,
  update,
  delete_,
  recursive,
  as,
  comma,
  union_,
  intersect,
  except,
  all,
  window,
  for_,
  fetch,
  into,
  returning,
  group,
  having,
  order,
  limit,
  offset,
  where,
  star,
  dot,
  null,
  join,
  left,
  inner,
  cross,
  natural,
  right,
  full,
  on,
  outer,
  or_,
  between,
  and_,
  equals,
  tenant_id,
  in,
  values,
  table,
  set,
  conflict,
  do_,
  nothing,
};

class WordSet {
 public:
  constexpr WordSet(std::initializer_list<Word> words) {
    for (const Word word : words) bits_ |= std::uint64_t{1} << static_cast<int>(word);
  }
  constexpr WordSet(Word word) : WordSet({word}) {}
  constexpr bool has(Word word) const { return (bits_ >> static_cast<int>(word) & 1) != 0; }

 private:
  std::uint64_t bits_ = 0;
};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Compares without case.
constexpr bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

struct Spelling {
  std::string_view text;
  Word word;
};
// By first letter.
inline constexpr Spelling spellings[] = {
    {"all", Word::all},
    {"and", Word::and_},
    {"as", Word::as},
    {"between", Word::between},
    {"case", Word::case_},
    {"conflict", Word::conflict},
    {"cross", Word::cross},
    {"delete", Word::delete_},
    {"distinct", Word::distinct},
    {"do", Word::do_},
    {"end", Word::end},
    {"except", Word::except},
    {"fetch", Word::fetch},
    {"for", Word::for_},
    {"from", Word::from},
    {"full", Word::full},
    {"group", Word::group},
    {"having", Word::having},
    {"in", Word::in},
    {"inner", Word::inner},
    {"insert", Word::insert},
    {"intersect", Word::intersect},
    {"into", Word::into},
    {"is", Word::is},
    {"join", Word::join},
    {"left", Word::left},
    {"limit", Word::limit},
    {"natural", Word::natural},
    {"not", Word::not_},
    {"nothing", Word::nothing},
    {"null", Word::null},
    {"offset", Word::offset},
    {"on", Word::on},
    {"or", Word::or_},
    {"order", Word::order},
    {"outer", Word::outer},
    {"recursive", Word::recursive},
    {"returning", Word::returning},
    {"right", Word::right},
    {"select", Word::select},
    {"set", Word::set},
    {"table", Word::table},
    {"tenant_id", Word::tenant_id},
    {"union", Word::union_},
    {"update", Word::update},
    {"values", Word::values},
    {"where", Word::where},
    {"window", Word::window},
    {"with", Word::with},
};

struct LetterIndex {
  std::uint8_t from[27]{};
  consteval LetterIndex() {
    for (const auto& spelling : spellings)
      for (int letter = spelling.text[0] - 'a' + 1; letter < 27; ++letter) ++from[letter];
  }
};
inline constexpr LetterIndex by_letter;

constexpr Word word_of(std::string_view text) {
  const int letter = lower(text[0]) - 'a';
  if (letter < 0 || letter >= 26) return Word::none;
  for (int i = by_letter.from[letter]; i < by_letter.from[letter + 1]; ++i)
    if (same_name(spellings[i].text, text)) return spellings[i].word;
  return Word::none;
}

constexpr Word symbol_of(char c) {
  switch (c) {
    case '(':
      return Word::open;
    case ')':
      return Word::close;
    case ',':
      return Word::comma;
    case '*':
      return Word::star;
    case '.':
      return Word::dot;
    case '=':
      return Word::equals;
    default:
      return Word::none;
  }
}

}  // namespace wardroom::store::sql
