#include "audit/recorded.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/chain.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& entry, std::string_view name) {
  return std::string(std::string_view(entry.at(name).as_string()));
}

}  // namespace

Recorded recorded(const queries::StoredEntry& row, Details& details, base::TenantId tenant) {
  const auto entry = parse_entry(row.entry);
  const auto at = entry ? base::from_rfc3339(text_of(*entry, "at")) : std::nullopt;
  if (!at) throw std::runtime_error(fmt::format("audit entry {} of {} is damaged", row.seq, tenant.text()));
  return {.seq = row.seq,
          .at = *at,
          .event = text_of(*entry, "event"),
          .actor = text_of(*entry, "actor"),
          .target = text_of(*entry, "target"),
          .address = text_of(*entry, "address"),
          .request = text_of(*entry, "request"),
          .session = text_of(*entry, "session"),
          .outcome = text_of(*entry, "outcome"),
          .detail = details.open(row.seq, text_of(*entry, "detail_sealed"))};
}

}  // namespace wardroom::audit
