#include <boost/json/parse.hpp>

#include "base/clock.h"
#include "base/problem.h"
#include "scim/filter.h"

namespace wardroom::scim {
namespace {

using Kind = Filter::Kind;
using Operator = Filter::Operator;

constexpr std::size_t max_length = 2048;
constexpr int max_depth = 16;
constexpr int max_comparisons = 50;

constexpr std::pair<std::string_view, Operator> operators[] = {
    {"eq", Operator::eq}, {"ne", Operator::ne}, {"co", Operator::co}, {"sw", Operator::sw}, {"ew", Operator::ew},
    {"gt", Operator::gt}, {"ge", Operator::ge}, {"lt", Operator::lt}, {"le", Operator::le}, {"pr", Operator::pr}};

bool is_equality(Operator op) { return op == Operator::eq || op == Operator::ne; }

bool is_part_of_text(Operator op) { return op == Operator::co || op == Operator::sw || op == Operator::ew; }

// Names are of the schema's attributes, or inside a value path of one attribute's members.
class Parser {
 public:
  Parser(const Schema* schema, const Attribute* within, std::string_view text)
      : schema_(schema), within_(within), text_(text) {}

  Filter whole() {
    if (text_.size() > max_length) throw base::Problem(400, "invalidFilter", "A filter has at most 2048 bytes.");
    auto out = any();
    skip_blanks();
    if (at_ < text_.size()) fail("and, or, or the end was expected");
    return out;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw base::Problem(
        400, "invalidFilter",
        "The filter cannot be read at character " + std::to_string(at_ + 1) + ": " + std::string(what) + ".");
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string("'") + c + "' was expected");
  }

  // Up to a blank or bracket.
  std::string_view peek_word() {
    skip_blanks();
    const auto end = std::min(text_.find_first_of(" ()[]\"", at_), text_.size());
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view word) {
    if (!same_name(peek_word(), word)) return false;
    at_ += word.size();
    return true;
  }

  Filter joined(Kind kind, std::string_view word, Filter (Parser::*part)()) {
    auto first = (this->*part)();
    if (!take_word(word)) return first;
    Filter out{.kind = kind};
    out.parts.push_back(std::move(first));
    do {
      out.parts.push_back((this->*part)());
    } while (take_word(word));
    return out;
  }
  Filter any() { return joined(Kind::any, "or", &Parser::all); }
  Filter all() { return joined(Kind::all, "and", &Parser::one); }

  Filter nested(char close) {
    if (++depth_ > max_depth) fail("it is nested more than 16 levels deep");
    auto out = any();
    expect(close);
    --depth_;
    return out;
  }

  Filter one() {
    if (take('(')) return nested(')');
    const auto word = peek_word();
    if (word.empty()) fail("the name of an attribute was expected");
    const auto behind = text_.find_first_not_of(' ', at_ + word.size());
    if (same_name(word, "not") && behind != std::string_view::npos && text_[behind] == '(') {
      at_ = behind + 1;
      Filter out{.kind = Kind::none_of};
      out.parts.push_back(nested(')'));
      return out;
    }
    const auto place = place_of(word);
    at_ += word.size();
    if (at_ < text_.size() && text_[at_] == '[') return element(place);
    return comparison(place);
  }

  Place place_of(std::string_view word) const {
    const auto place = within_ ? member_of(word) : find(*schema_, word);
    if (!place) fail("there is no attribute \"" + std::string(word.substr(0, 64)) + "\"");
    return *place;
  }
  std::optional<Place> member_of(std::string_view word) const {
    const auto* const member = find(within_->members, word);
    return member ? std::optional(Place{member, nullptr}) : std::nullopt;
  }

  Filter element(const Place& place) {
    if (within_) fail("brackets inside brackets");
    if (!place.attribute || place.member || !place.attribute->many || place.attribute->members.empty()) {
      fail("only a list of complex values has brackets");
    }
    ++at_;
    Filter out{.kind = Kind::element, .place = place};
    within_ = place.attribute;
    out.parts.push_back(nested(']'));
    within_ = nullptr;
    return out;
  }

  Filter comparison(Place place) {
    if (++comparisons_ > max_comparisons) fail("it has more than 50 comparisons");
    const auto word = peek_word();
    Filter out{.place = place};
    bool known = false;
    for (const auto& [name, op] : operators) {
      if (!same_name(name, word)) continue;
      out.op = op;
      known = true;
    }
    if (!known) fail("one of eq, ne, co, sw, ew, gt, ge, lt, le, pr was expected");
    at_ += word.size();
    if (out.op == Operator::pr) return out;
    out.value = value();
    check(out);
    return out;
  }

  boost::json::value value() {
    skip_blanks();
    const auto begin = at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) at_ += text_[at_] == '\\';
      if (at_ >= text_.size()) fail("a text has no end");
      ++at_;
    } else {
      at_ += peek_word().size();
    }
    boost::json::error_code error;
    const auto given = text_.substr(begin, at_ - begin);
    auto out = boost::json::parse(given.starts_with('"') ? std::string(given) : lower(given), error);
    if (error || out.is_structured()) {
      at_ = begin;
      fail("a text in quotes, a number, true, false or null was expected");
    }
    return out;
  }

  // "A list of complex values" stands for their `value`.
  static void lead_to_value(Place& place) {
    if (!place.attribute || place.member) return;
    if (place.attribute->type == Type::complex) place.member = find(place.attribute->members, "value");
  }

  // Whether this can be compared so.
  void check(Filter& out) const {
    lead_to_value(out.place);
    if (!out.place.attribute) return;
    const auto& asked = out.place.member ? *out.place.member : *out.place.attribute;
    if (asked.type == Type::complex) fail("a complex attribute compares by its parts");
    if (out.value.is_null()) {
      if (!is_equality(out.op)) fail("null can only be equal, or not");
      return;
    }
    if (asked.type == Type::boolean) return check_boolean(out);
    if (!out.value.is_string()) fail("this attribute compares with a text in quotes");
    if (asked.type != Type::date_time) return;
    if (is_part_of_text(out.op)) fail("times compare by eq, ne, gt, ge, lt, le");
    if (!base::from_rfc3339(out.value.get_string())) fail("a time like 2026-01-31T12:00:00Z was expected");
  }

  // Entra ID says "True".
  void check_boolean(Filter& out) const {
    if (!is_equality(out.op)) fail("true and false can only be equal, or not");
    if (const auto* const text = out.value.if_string()) {
      if (same_name(*text, "true")) out.value = true;
      if (same_name(*text, "false")) out.value = false;
    }
    if (!out.value.is_bool()) fail("this attribute is true or false");
  }

  const Schema* schema_;
  const Attribute* within_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int comparisons_ = 0;
};

}  // namespace

Filter parse_filter(const Schema& schema, std::string_view text) { return Parser(&schema, nullptr, text).whole(); }

Filter parse_value_filter(const Attribute& attribute, std::string_view text) {
  return Parser(nullptr, &attribute, text).whole();
}

}  // namespace wardroom::scim
