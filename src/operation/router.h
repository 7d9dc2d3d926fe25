// Finds the operation a method and a path name. Built once from the registry; read from any thread.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "operation/registry.h"

namespace wardroom::operation {

struct Route {
  const Declared* operation = nullptr;  // null: nothing here, see `allowed`
  std::map<std::string, std::string, std::less<>> path;
  std::string allowed;  // the methods that exist at this path, for 405's Allow header; empty for 404
};

class Router {
 public:
  explicit Router(const Registry& registry);
  Route find(std::string_view method, std::string_view path) const;  // path below /api/v1

 private:
  struct Pattern {
    std::vector<std::string> segments;
    const Declared* operation;
  };
  std::map<std::size_t, std::vector<Pattern>> by_length_;
};

std::string_view method_text(Method method);  // "GET"

}  // namespace wardroom::operation
