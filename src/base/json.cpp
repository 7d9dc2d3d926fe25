#include "base/json.h"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace wardroom::base {

boost::json::value parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = json_max_depth;
  boost::json::error_code error;
  auto value = boost::json::parse(text, error, {}, options);
  if (error == boost::json::error::too_deep) {
    throw Problem(400, "json_too_deep",
                  "The JSON is nested more than " + std::to_string(json_max_depth) + " levels deep.")
        .at("body");
  }
  if (error)
    throw Problem(400, "malformed_json", "The body is not valid JSON in UTF-8: " + error.message() + ".").at("body");
  return value;
}

std::size_t code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

void check_length(std::string_view text, std::size_t min, std::size_t max, const std::string& path) {
  if (!is_utf8(text)) throw invalid_field(path, "This is not valid UTF-8.");
  const auto length = code_points(text);
  if (length < min || length > max) {
    throw invalid_field(path, "Use " + std::to_string(min) + " to " + std::to_string(max) + " characters; this has " +
                                  std::to_string(length) + ".");
  }
  if (text.find('\0') != std::string_view::npos) throw invalid_field(path, "This holds a zero character (U+0000).");
}

boost::json::value whole_number(std::string_view text, const std::string& path) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) wrong_type(path, "a whole number");
  return number;
}

void wrong_type(const std::string& path, std::string_view wanted) {
  throw invalid_field(path, "Use " + std::string(wanted) + " here.");
}

std::string json_text(const boost::json::value& value) { return boost::json::serialize(value); }

}  // namespace wardroom::base
