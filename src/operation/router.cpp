#include "operation/router.h"

namespace wardroom::operation {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (true) {
    const auto end = path.find('/');
    out.emplace_back(path.substr(0, end));
    if (end == std::string_view::npos) return out;
    path.remove_prefix(end + 1);
  }
}

bool is_parameter(const std::string& segment) { return segment.starts_with('{'); }
std::string parameter_name(const std::string& segment) { return segment.substr(1, segment.size() - 2); }

}  // namespace

std::string_view method_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      return "DELETE";
  }
  return "";
}

Router::Router(const Registry& registry) {
  for (const auto& operation : registry.all()) {
    auto segments = split(operation.path);
    by_length_[segments.size()].push_back({std::move(segments), &operation});
  }
}

Route Router::find(std::string_view method, std::string_view path) const {
  Route route;
  const auto wanted = split(path);
  const auto candidates = by_length_.find(wanted.size());
  if (candidates == by_length_.end()) return route;
  int best = -1;  // among patterns that fit, the one with most literal segments
  for (const auto& pattern : candidates->second) {
    int literal = 0;
    bool fits = true;
    for (std::size_t i = 0; i < wanted.size() && fits; ++i) {
      fits = is_parameter(pattern.segments[i]) ? !wanted[i].empty() : pattern.segments[i] == wanted[i];
      literal += !is_parameter(pattern.segments[i]);
    }
    if (!fits) continue;
    const auto name = method_text(pattern.operation->method);
    route.allowed += (route.allowed.empty() ? "" : ", ") + std::string(name);
    if (name != method || literal <= best) continue;
    best = literal;
    route.operation = pattern.operation;
    route.path.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (is_parameter(pattern.segments[i])) route.path[parameter_name(pattern.segments[i])] = wanted[i];
    }
  }
  return route;
}

}  // namespace wardroom::operation
