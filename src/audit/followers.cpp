#include "audit/followers.h"

#include "audit/recorded.h"

namespace wardroom::audit {

std::optional<std::int64_t> read_up_to(const LogTxn& txn, std::string_view follower) {
  return txn.one<std::int64_t>(queries::read_up_to, follower);
}

void set_read_up_to(const LogTxn& txn, std::string_view follower, std::int64_t seq) {
  txn.exec(queries::set_read_up_to, follower, seq);
}

std::int64_t newest_seq(const LogTxn& txn) {
  return txn.one<queries::Head>(queries::head).value_or(queries::Head{}).seq;
}

std::vector<FollowedEntry> entries_after(const LogTxn& txn, std::int64_t seq, int limit) {
  std::vector<FollowedEntry> out;
  for (const auto& row : txn.all<queries::StoredEntry>(queries::after, seq, limit)) {
    out.push_back({without_detail(read_stored(row)), row.entry});
  }
  return out;
}

}  // namespace wardroom::audit
