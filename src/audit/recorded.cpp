#include "audit/recorded.h"

#include <fmt/format.h>

#include <stdexcept>

namespace wardroom::audit {

ReadEntry read_stored(const queries::StoredEntry& row) {
  auto entry = ReadEntry::of(row.entry);
  if (!entry) throw std::runtime_error(fmt::format("audit entry {} is damaged: {}", row.seq, entry.error()));
  return std::move(*entry);
}

base::Timestamp time_of(const ReadEntry& entry) {
  const auto at = base::from_rfc3339(entry.texts().at);
  if (!at) throw std::runtime_error(fmt::format("audit entry {} is damaged: it has no time", entry.seq()));
  return *at;
}

Recorded without_detail(const ReadEntry& entry) {
  const auto& of = entry.texts();
  return {.seq = entry.seq(),
          .at = time_of(entry),
          .event = std::string(of.event),
          .actor = std::string(of.actor),
          .target = std::string(of.target),
          .address = std::string(of.address),
          .request = std::string(of.request),
          .session = std::string(of.session),
          .outcome = std::string(of.outcome),
          .detail = {}};
}

Recorded recorded(const queries::StoredEntry& row, Details& details) {
  const auto entry = read_stored(row);
  auto out = without_detail(entry);
  out.detail = details.open(row.seq, entry.texts().detail_sealed);
  return out;
}

}  // namespace wardroom::audit
