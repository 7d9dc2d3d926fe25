// RFC 8785: one JSON value, one text, so that it can be hashed and signed. Members in UTF-16 order, numbers as
// ECMAScript writes doubles. Keep integers within +-2^53: beyond that a JSON number is not exact.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/aead.h"

namespace wardroom::crypto {

// Throws std::domain_error for a number that is not finite or a string that is not UTF-8: those have no canonical form.
std::string canonical_json(const boost::json::value& value);

// Whether it stands in JSON as it is: printable ASCII without a quote or a backslash.
constexpr bool is_plain_text(std::string_view text) {
  unsigned odd = 0;  // without a branch, so that many bytes are looked at at once
  for (const unsigned char c : text) {
    odd |= unsigned{c < 0x20} | unsigned{c > 0x7e} | unsigned{c == '"'} | unsigned{c == '\\'};
  }
  return odd == 0;
}

// One string, quoted: for texts whose members are known, and written in their order. Throws std::domain_error.
void append_canonical_string(std::string_view text, std::string& out);

// A member that is a text; nothing if there is none of this name, or it is something else.
std::optional<std::string_view> text_member(const boost::json::object& object, std::string_view name);

// Accepts only text that already is canonical: no duplicate members, no spaces, no second spelling. Refuses numbers
// that are not integers within +-2^53. At most 16 deep.
std::expected<boost::json::value, Refused> parse_canonical_json(std::string_view text);

}  // namespace wardroom::crypto
