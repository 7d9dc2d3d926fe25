// Reading what a KMS's API answers: members by name, unknown ones ignored, wrong shapes told apart from missing ones by
// nobody. For strict reading of our own API use base/json.h.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace wardroom::kms {

std::optional<boost::json::object> parse_answer(std::string_view body);  // empty: not a JSON object
const boost::json::object* object_in(const boost::json::object& in, std::string_view name);
std::optional<std::string> text_in(const boost::json::object& in, std::string_view name);
bool flag_in(const boost::json::object& in, std::string_view name);  // false when it is missing

// A stranger's words in a message for the log: printable ASCII, not too many.
std::string quotable(std::string_view text);

}  // namespace wardroom::kms
