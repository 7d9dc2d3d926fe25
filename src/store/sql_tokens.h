// Splits SQL into tokens, at compile time. Knows the portable subset only: what SQLite and PostgreSQL read differently
// (quoted names, comments, blob literals, other parameter styles) is refused here, so that nothing can hide behind it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "store/sql_refusal.h"
#include "store/sql_words.h"

namespace wardroom::store::sql {

enum class Kind : std::uint8_t { word, number, string, parameter, symbol, end };

struct Token {
  Kind kind;
  Word word;               // a keyword is none after a dot: it is a column's name there
  std::uint8_t parameter;  // n of $n
  std::uint16_t from;
  std::uint16_t size;
};

inline constexpr std::size_t max_tokens = 1000;
inline constexpr int max_parameters = 60;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_word_start(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }

constexpr bool ends_with_sealed(std::string_view name) {
  return name.size() > 7 && same_name(name.substr(name.size() - 7), "_sealed");
}

class Tokens {
 public:
  constexpr explicit Tokens(std::string_view text) : text_(text) {
    if (text.size() > 60000) {
      refusal_ = Refusal::the_statement_is_too_long;
    } else {
      std::size_t at = 0;
      while (refusal_ == Refusal::none && at < text_.size()) at = next(at);
    }
    push(Kind::end, text_.size(), 0, Word::none);
  }

  constexpr Refusal refusal() const { return refusal_; }
  constexpr int count() const { return count_; }  // without the end
  constexpr const Token& operator[](int i) const { return tokens_[i < count_ ? i : count_]; }
  constexpr std::string_view text(int i) const { return text_.substr((*this)[i].from, (*this)[i].size); }
  constexpr bool is_word(int i) const { return (*this)[i].kind == Kind::word; }
  constexpr bool is_parameter(int i, int n) const {
    return (*this)[i].kind == Kind::parameter && (*this)[i].parameter == n;
  }

 private:
  constexpr char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  constexpr std::size_t fail(Refusal why) {
    refusal_ = why;
    return text_.size();
  }

  constexpr void push(Kind kind, std::size_t from, std::size_t size, Word word, int parameter = 0) {
    if (kind != Kind::end && count_ + 1 >= static_cast<int>(max_tokens)) {
      refusal_ = Refusal::the_statement_is_too_long;
      return;
    }
    tokens_[count_] = {kind, word, static_cast<std::uint8_t>(parameter), static_cast<std::uint16_t>(from),
                       static_cast<std::uint16_t>(size)};
    if (kind != Kind::end) ++count_;
  }

  constexpr std::size_t next(std::size_t i) {
    const char c = text_[i];
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') return i + 1;
    if (c == ';') return fail(Refusal::one_statement_only_without_a_semicolon);
    if ((c == '-' && at(i + 1) == '-') || (c == '/' && at(i + 1) == '*'))
      return fail(Refusal::a_statement_holds_no_comment);
    if (c == '?' || c == ':' || c == '@' || c == '#') return fail(Refusal::parameters_are_written_dollar_1_dollar_2);
    if (c == '"' || c == '`' || c == '[' || c == ']' || c == '\\')
      return fail(Refusal::names_are_written_without_quotes);
    if (is_word_start(c)) return word(i);
    if (is_digit(c)) return number(i);
    if (c == '\'') return literal(i);
    if (c == '$') return parameter(i);
    for (const std::string_view two : {"<=", ">=", "<>", "!=", "||", "->"})
      if (c == two[0] && at(i + 1) == two[1]) {
        push(Kind::symbol, i, 2, Word::none);
        return i + 2;
      }
    for (const char one : std::string_view("(),.=<>+-*/%&|"))
      if (c == one) {
        push(Kind::symbol, i, 1, symbol_of(c));
        return i + 1;
      }
    return fail(Refusal::a_character_does_not_belong_in_a_statement);
  }

  constexpr std::size_t word(std::size_t from) {
    std::size_t i = from;
    while (is_word_start(at(i)) || is_digit(at(i))) ++i;
    if (at(i) == '\'') return fail(Refusal::literals_with_a_prefix_are_not_portable);
    if (at(i) == '$') return fail(Refusal::names_hold_no_dollar);
    const bool after_dot = count_ > 0 && tokens_[count_ - 1].word == Word::dot;
    const Word word = word_of(text_.substr(from, i - from));
    push(Kind::word, from, i - from, after_dot && word != Word::tenant_id ? Word::none : word);
    return i;
  }

  constexpr std::size_t number(std::size_t from) {
    std::size_t i = from;
    while (is_digit(at(i)) || (at(i) == '.' && is_digit(at(i + 1)))) ++i;
    if (is_word_start(at(i)) || at(i) == '$') return fail(Refusal::a_number_is_followed_by_a_space_or_a_symbol);
    push(Kind::number, from, i - from, Word::none);
    return i;
  }

  constexpr std::size_t literal(std::size_t from) {
    for (std::size_t i = from + 1; i < text_.size(); ++i) {
      const char c = text_[i];
      if ((c == '-' && at(i + 1) == '-') || (c == '/' && at(i + 1) == '*') || c == ';' || c == '\\')
        return fail(Refusal::a_string_literal_holds_no_comment_semicolon_or_backslash);
      if (c != '\'') continue;
      if (at(i + 1) == '\'') {
        ++i;
        continue;
      }
      push(Kind::string, from, i + 1 - from, Word::none);
      return i + 1;
    }
    return fail(Refusal::a_string_literal_is_not_closed);
  }

  constexpr std::size_t parameter(std::size_t from) {
    std::size_t i = from + 1;
    int n = 0;
    for (; is_digit(at(i)) && n <= max_parameters; ++i) n = n * 10 + (at(i) - '0');
    if (n < 1 || n > max_parameters || at(from + 1) == '0' || is_word_start(at(i)) || at(i) == '$')
      return fail(Refusal::parameters_are_written_dollar_1_to_dollar_60);
    push(Kind::parameter, from, i - from, Word::none, n);
    return i;
  }

  std::string_view text_;
  Refusal refusal_ = Refusal::none;
  int count_ = 0;
  Token tokens_[max_tokens];
};

}  // namespace wardroom::store::sql
