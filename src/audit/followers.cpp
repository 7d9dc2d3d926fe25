#include "audit/followers.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/chain.h"
#include "audit/queries.h"

namespace wardroom::audit {
namespace {

using store::TenantTxn;

FollowedEntry plainly(const queries::StoredEntry& row, const EntryTexts& of, base::Timestamp at) {
  const auto text = [](std::string_view view) { return std::string(view); };
  return {.seq = row.seq,
          .text = row.entry,
          .at = at,
          .event = text(of.event),
          .actor = text(of.actor),
          .target = text(of.target),
          .address = text(of.address),
          .request = text(of.request),
          .session = text(of.session),
          .outcome = text(of.outcome)};
}

FollowedEntry followed(const queries::StoredEntry& row) {
  if (const auto plain = read_plain_entry(row.entry)) {
    if (const auto at = base::from_rfc3339(plain->texts.at)) return plainly(row, plain->texts, *at);
  }
  const auto entry = parse_entry(row.entry);
  const auto text = [&](std::string_view name) { return std::string(std::string_view(entry->at(name).as_string())); };
  const auto at = entry ? base::from_rfc3339(text("at")) : std::nullopt;
  if (!at) throw std::runtime_error(fmt::format("audit entry {} is damaged", row.seq));
  return {.seq = row.seq,
          .text = row.entry,
          .at = *at,
          .event = text("event"),
          .actor = text("actor"),
          .target = text("target"),
          .address = text("address"),
          .request = text("request"),
          .session = text("session"),
          .outcome = text("outcome")};
}

}  // namespace

std::optional<std::int64_t> read_up_to(TenantTxn& txn, std::string_view follower) {
  return txn.one<std::int64_t>(queries::read_up_to, follower);
}

void set_read_up_to(TenantTxn& txn, std::string_view follower, std::int64_t seq) {
  txn.exec(queries::set_read_up_to, follower, seq);
}

std::int64_t newest_seq(TenantTxn& txn) { return txn.one<queries::Head>(queries::head).value_or(queries::Head{}).seq; }

std::vector<FollowedEntry> entries_after(TenantTxn& txn, std::int64_t seq, int limit) {
  std::vector<FollowedEntry> out;
  for (const auto& row : txn.all<queries::StoredEntry>(queries::after, seq, limit)) out.push_back(followed(row));
  return out;
}

}  // namespace wardroom::audit
