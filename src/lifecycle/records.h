// What a backup's files are made of inside: lines "kind {json}\n", and bytes after those that announce them. Whoever
// knows a recipient can make such a file, so nothing in it is believed. For one thread.
#pragma once
#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "base/bytes.h"
#include "base/json.h"

namespace wardroom::lifecycle {

struct BadRecord : std::runtime_error {
  BadRecord() : std::runtime_error("the file opens, but what is in it is no backup of a Wardroom") {}
};

struct Record {
  std::string kind;
  boost::json::value value;

  template <class T>
  T as() const {  // throws BadRecord
    try {
      return base::from_json<T>(value);
    } catch (const base::Problem&) {
      throw BadRecord();
    }
  }
};

// Before what a newer version may have changed is read: throws a sentence for a format beyond this one.
void require_known_format(const Record& head, std::int64_t known);

template <class T>
std::string record_line(std::string_view kind, const T& value) {
  return std::string(kind) + " " + base::to_json_text(value) + "\n";
}

class RecordReader {
 public:
  // Fills as much of the buffer as it has: less than asked only at the end.
  using Source = std::function<std::size_t(std::span<std::uint8_t>)>;
  explicit RecordReader(Source source);
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;
  ~RecordReader();  // wipes what it holds

  std::optional<Record> next();                   // nothing at the end. Throws BadRecord
  std::size_t read(std::span<std::uint8_t> out);  // bytes between two lines

 private:
  bool fill();
  std::string line();

  Source source_;
  base::Bytes held_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace wardroom::lifecycle
