#include "operation/input.h"

namespace wardroom::operation {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out.push_back(' ');
    } else if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
      if (low < 0)
        throw base::Problem(400, "malformed_query", "A % in the query must be followed by two hexadecimal digits.")
            .at("query");
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  if (!base::is_utf8(out)) throw base::Problem(400, "malformed_query", "The query is not valid UTF-8.").at("query");
  return out;
}

}  // namespace

std::map<std::string, std::string, std::less<>> parse_query(std::string_view query) {
  std::map<std::string, std::string, std::less<>> out;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto item = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (item.empty()) continue;
    const auto equals = item.find('=');
    const auto name = decode(item.substr(0, equals));
    auto value = equals == std::string_view::npos ? std::string() : decode(item.substr(equals + 1));
    if (!out.emplace(name, std::move(value)).second) {
      throw base::invalid_field("query." + name.substr(0, 64), "This parameter is given twice.");
    }
  }
  return out;
}

boost::json::value parse_body(const Source& source) {
  if (source.body.empty()) return boost::json::object();
  const auto type = source.content_type.substr(0, source.content_type.find(';'));
  if (source.form_body && type == "application/x-www-form-urlencoded") {
    boost::json::object out;
    for (const auto& [name, value] : parse_query(source.body)) out[name] = value;
    return out;
  }
  if (type != "application/json") {
    throw base::Problem(415, "unsupported_media_type", "Send the body as application/json.").at("header.content-type");
  }
  return base::parse_json(source.body);
}

void unknown_parameter(std::string_view name) {
  throw base::invalid_field("query." + std::string(name.substr(0, 64)),
                            "This parameter is not known here; leave it out.");
}

}  // namespace wardroom::operation
