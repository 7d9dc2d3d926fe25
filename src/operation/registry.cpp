#include "operation/registry.h"

#include <stdexcept>

namespace wardroom::operation {

void Registry::add(Declared declared) {
  for (const auto& other : operations_) {
    if (other.name == declared.name || (other.method == declared.method && other.path == declared.path)) {
      throw std::logic_error("operation declared twice: " + std::string(declared.name));
    }
  }
  operations_.push_back(std::move(declared));
}

const Declared* Registry::realtime(std::string_view name) const {
  for (const auto& operation : operations_) {
    if (operation.name == name && operation.realtime == Realtime::yes) return &operation;
  }
  return nullptr;
}

}  // namespace wardroom::operation
