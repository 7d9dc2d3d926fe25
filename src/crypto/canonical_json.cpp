#include "crypto/canonical_json.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "base/bytes.h"

namespace wardroom::crypto {
namespace {

namespace json = boost::json;

constexpr int max_depth = 16;
constexpr std::int64_t max_exact_integer = std::int64_t{1} << 53;

// UTF-8 bytes sort like UTF-16 units once the lead bytes above the BMP (F0..F4, surrogates in UTF-16) come before EE
// and EF.
int utf16_rank(unsigned char byte) {
  if (byte >= 0xf0) return byte - 2;
  if (byte >= 0xee) return byte + 5;
  return byte;
}

bool utf16_less(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, utf16_rank, utf16_rank);
}

void append_escaped(std::string_view s, std::string& out) {
  static constexpr char digits[] = "0123456789abcdef";
  for (const char c : s) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out.push_back(digits[c >> 4]);
          out.push_back(digits[c & 15]);
        } else {
          out.push_back(c);
        }
    }
  }
}

}  // namespace

void append_canonical_string(std::string_view s, std::string& out) {
  const bool plain = is_plain_text(s);  // most of what an audit log is made of
  if (!plain && !base::is_utf8(s)) throw std::domain_error("not UTF-8");
  out.push_back('"');
  if (plain) {
    out += s;
  } else {
    append_escaped(s, out);
  }
  out.push_back('"');
}

namespace {

// ECMAScript Number::toString: the shortest digits that round-trip, laid out by the place n of the decimal point.
void write_double(double value, std::string& out) {
  if (!std::isfinite(value)) throw std::domain_error("not a finite number");
  if (value == 0) {  // also -0
    out.push_back('0');
    return;
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const auto e = text.find('e');
  int exponent = 0;
  const auto from = text[e + 1] == '+' ? e + 2 : e + 1;
  std::from_chars(text.data() + from, text.data() + text.size(), exponent);
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');

  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  if (value < 0) out.push_back('-');
  if (k <= n && n <= 21) {
    out += digits + std::string(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out += digits.insert(static_cast<std::size_t>(n), ".");
  } else if (-6 < n && n <= 0) {
    out += "0." + std::string(static_cast<std::size_t>(-n), '0') + digits;
  } else {
    if (k > 1) digits.insert(1, ".");
    out += digits + (n > 0 ? "e+" : "e-") + std::to_string(std::abs(n - 1));
  }
}

void write_integer(std::int64_t value, std::string& out) {
  if (value > max_exact_integer || value < -max_exact_integer) return write_double(static_cast<double>(value), out);
  out += std::to_string(value);
}

void write(const json::value& value, std::string& out);

void write_object(const json::object& object, std::string& out) {
  std::vector<const json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
  char separator = '{';
  for (const auto* member : members) {
    out.push_back(separator);
    separator = ',';
    append_canonical_string(member->key(), out);
    out.push_back(':');
    write(member->value(), out);
  }
  out += members.empty() ? "{}" : "}";
}

void write(const json::value& value, std::string& out) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      break;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      write_integer(value.get_int64(), out);
      break;
    case json::kind::uint64:
      write_double(static_cast<double>(value.get_uint64()), out);
      break;
    case json::kind::double_:
      write_double(value.get_double(), out);
      break;
    case json::kind::string:
      append_canonical_string(value.get_string(), out);
      break;
    case json::kind::object:
      write_object(value.get_object(), out);
      break;
    case json::kind::array: {
      out.push_back('[');
      bool first = true;
      for (const auto& item : value.get_array()) {
        if (!first) out.push_back(',');
        first = false;
        write(item, out);
      }
      out.push_back(']');
      break;
    }
  }
}

bool holds_only_exact_integers(const json::value& value) {
  if (value.is_double() || value.is_uint64()) return false;
  if (const auto* const i = value.if_int64()) return *i <= max_exact_integer && *i >= -max_exact_integer;
  if (const auto* const array = value.if_array()) return std::ranges::all_of(*array, holds_only_exact_integers);
  if (const auto* const object = value.if_object()) {
    return std::ranges::all_of(*object, [](const auto& member) { return holds_only_exact_integers(member.value()); });
  }
  return true;
}

}  // namespace

std::string canonical_json(const json::value& value) {
  std::string out;
  write(value, out);
  return out;
}

std::expected<json::value, Refused> parse_canonical_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, options);
  // Writing it again is the check: a duplicate member, a space or an other spelling would come out different.
  if (error || !holds_only_exact_integers(value) || canonical_json(value) != text) {
    return std::unexpected(Refused::refused);
  }
  return value;
}

std::optional<std::string_view> text_member(const json::object& object, std::string_view name) {
  const auto* const member = object.if_contains(name);
  if (!member || !member->is_string()) return std::nullopt;
  return std::string_view(member->get_string());
}

}  // namespace wardroom::crypto
