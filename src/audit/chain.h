// The arithmetic of the audit log: what an entry looks like, and how one is bound to the next. Writing, checking in the
// database and checking an export all go through here.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/merkle.h"

namespace wardroom::audit {

inline constexpr std::size_t max_entry_size = 64 * 1024;

// The members of an entry but its log and number.
struct EntryTexts {
  std::string_view actor, address, at, detail_sealed, event, outcome, request, session, target;
};
std::string entry_text(std::string_view log, std::int64_t seq, const EntryTexts& of);  // canonical

crypto::Digest next_chain(const crypto::Digest& previous, std::string_view entry);

// Where a log, or what is left of it, begins or has got to: after entry seq.
struct Boundary {
  std::int64_t seq = 0;
  crypto::Digest chain{};
  crypto::MerkleTree tree;  // of the first seq leaves
};

// An entry that is spelt so plainly (no escapes, nothing beyond ASCII) that its canonical form is seen without parsing
// it, as nearly all are; nothing is said of any other. Views into the text.
struct PlainEntry {
  std::int64_t seq = 0;
  std::string_view log;
  EntryTexts texts = {};
};
std::optional<PlainEntry> read_plain_entry(std::string_view text);

// An entry's text as an object: canonical, with exactly the members of an entry. The error is a sentence.
std::expected<boost::json::object, std::string> parse_entry(std::string_view text);

// An entry, however it is spelt: by its plain spelling where it has one, else parsed. The text must outlive it.
class ReadEntry {
 public:
  static std::expected<ReadEntry, std::string> of(std::string_view text);  // the error is a sentence

  std::int64_t seq() const { return fields_.seq; }
  std::string_view log() const { return fields_.log; }
  const EntryTexts& texts() const { return fields_.texts; }

 private:
  boost::json::object parsed_;  // what the fields are of, if they are not of the text
  PlainEntry fields_;
};

// Follows a log entry by entry. Stops being of use at the first error.
class ChainReader {
 public:
  ChainReader(std::string log, Boundary from) : log_(std::move(log)), at_(std::move(from)) {}

  std::expected<void, std::string> add(std::string_view entry);
  const Boundary& at() const { return at_; }

 private:
  std::string log_;
  Boundary at_;
};

}  // namespace wardroom::audit
