// A constraint of the database stood in the way: the row exists already, or what it refers to does not. Domain code
// that expects it catches it inside the closure and turns it into a Problem; the statement that broke it has changed
// nothing.
#pragma once
#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace wardroom::store {

class Conflict : public std::exception {
 public:
  enum class Kind { unique, foreign_key, not_null, check };

  Conflict(Kind kind, std::string table, std::vector<std::string> columns, std::string message)
      : kind_(kind), table_(std::move(table)), columns_(std::move(columns)), message_(std::move(message)) {}

  Kind kind() const { return kind_; }
  const std::string& table() const { return table_; }                   // empty when the engine does not tell
  const std::vector<std::string>& columns() const { return columns_; }  // of the constraint, for unique and not_null
  bool on(std::string_view table, std::string_view column) const {
    return table_ == table && std::find(columns_.begin(), columns_.end(), column) != columns_.end();
  }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  Kind kind_;
  std::string table_;
  std::vector<std::string> columns_;
  std::string message_;
};

}  // namespace wardroom::store
