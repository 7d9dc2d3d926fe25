// Fills an operation's input struct from where its values travel: members named in the path from there, the others from
// the query (GET, DELETE) or the JSON body; a realtime command gives all of them as args.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "operation/operation.h"

namespace wardroom::operation {

struct Source {
  Method method = Method::get;
  std::map<std::string, std::string, std::less<>> path;
  std::string_view query;
  std::string_view body;
  std::string_view content_type;
  const boost::json::value* args = nullptr;  // a realtime command's; then the rest is unused
  bool form_body = false;                    // the operation takes one
};

// Percent-decodes; Problem 400 on a malformed escape, a repeated parameter or bad UTF-8.
std::map<std::string, std::string, std::less<>> parse_query(std::string_view query);
// The body as JSON; an empty one counts as {}. Problem 415 when it is not declared as JSON.
boost::json::value parse_body(const Source& source);
[[noreturn]] void unknown_parameter(std::string_view name);

template <typename In>
void read_query(In& in, const Source& source) {
  auto given = parse_query(source.query);
  base::for_each_member<In>([&](std::string_view name, auto pointer) {
    auto& member = in.*pointer;
    if (const auto at = source.path.find(name); at != source.path.end()) {
      base::read_text(member, at->second, "path." + std::string(name));
    } else if (const auto value = given.find(name); value != given.end()) {
      base::read_text(member, value->second, "query." + std::string(name));
      given.erase(value);
    } else if (!base::detail::IsOptional<std::decay_t<decltype(member)>>::value) {
      throw base::invalid_field("query." + std::string(name), "This parameter is required.");
    }
  });
  if (!given.empty()) unknown_parameter(given.begin()->first);
}

template <typename In>
void read_body(In& in, const Source& source) {
  if (const auto given = parse_query(source.query); !given.empty()) unknown_parameter(given.begin()->first);
  auto body = parse_body(source);
  if (!body.is_object()) base::wrong_type("body", "an object");
  std::size_t from_path = 0;
  base::for_each_member<In>([&](std::string_view name, auto pointer) {
    const auto at = source.path.find(name);
    if (at == source.path.end()) return;
    if (body.get_object().contains(name))
      throw base::invalid_field("body." + std::string(name), "This is given in the path; leave it out here.");
    base::read_text(in.*pointer, at->second, "path." + std::string(name));
    body.get_object()[name] = base::to_json(in.*pointer);  // so that the strict reader below sees every member
    ++from_path;
  });
  if (from_path != source.path.size()) throw std::logic_error("a path parameter without a member");
  base::read_json(in, body, "body");
}

template <typename In>
In read_input(const Source& source) {
  In in{};
  if (source.args) {
    base::read_json(in, *source.args, "args");
  } else if (source.method == Method::get || source.method == Method::delete_) {
    read_query(in, source);
  } else {
    read_body(in, source);
  }
  return in;
}

}  // namespace wardroom::operation
