#include "lifecycle/records.h"

#include <algorithm>

#include "base/secret.h"

namespace wardroom::lifecycle {
namespace {

constexpr std::size_t held_at_once = std::size_t{256} * 1024;  // and no line is longer

}  // namespace

void require_known_format(const Record& head, std::int64_t known) {
  const auto* const version = head.value.is_object() ? head.value.as_object().if_contains("format") : nullptr;
  if (version && version->is_int64() && version->as_int64() > known) {
    throw std::runtime_error("it was made by a newer Wardroom: update this one first");
  }
}

RecordReader::RecordReader(Source source) : source_(std::move(source)), held_(held_at_once) {}

RecordReader::~RecordReader() { base::wipe(held_); }

bool RecordReader::fill() {
  std::copy(held_.begin() + static_cast<std::ptrdiff_t>(begin_), held_.begin() + static_cast<std::ptrdiff_t>(end_),
            held_.begin());
  end_ -= begin_;
  begin_ = 0;
  const auto count = source_(std::span(held_).subspan(end_));
  end_ += count;
  return count > 0;
}

std::string RecordReader::line() {
  for (std::size_t looked_at = 0;;) {
    const auto rest = std::span(held_).subspan(begin_, end_ - begin_);
    const auto found = std::ranges::find(rest.subspan(looked_at), '\n');
    if (found != rest.end()) {
      const std::string out(rest.begin(), found);
      begin_ += out.size() + 1;
      return out;
    }
    looked_at = rest.size();
    if (looked_at == held_.size() || !fill()) throw BadRecord();
  }
}

std::optional<Record> RecordReader::next() {
  if (begin_ == end_ && !fill()) return std::nullopt;
  auto text = line();
  const auto space = text.find(' ');
  if (space == std::string::npos) throw BadRecord();
  try {
    Record out{text.substr(0, space), base::parse_json(std::string_view(text).substr(space + 1))};
    base::wipe(text);
    return out;
  } catch (const base::Problem&) {
    throw BadRecord();
  }
}

std::size_t RecordReader::read(std::span<std::uint8_t> out) {
  const auto count = std::min(out.size(), end_ - begin_);
  std::copy_n(held_.begin() + static_cast<std::ptrdiff_t>(begin_), count, out.begin());
  begin_ += count;
  return count == out.size() ? count : count + source_(out.subspan(count));
}

}  // namespace wardroom::lifecycle
