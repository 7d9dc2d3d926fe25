// Who follows a log entry by entry (syslog, alerts): how far each has read it, kept beside the log, so that it goes on
// there after a stop. Inside the caller's transaction.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/log.h"

namespace wardroom::audit {

struct FollowedEntry : Recorded {  // its detail stays sealed
  std::string text;                // as it was hashed
};

std::optional<std::int64_t> read_up_to(const LogTxn& txn, std::string_view follower);  // none: never seen here
void set_read_up_to(const LogTxn& txn, std::string_view follower, std::int64_t seq);
std::int64_t newest_seq(const LogTxn& txn);
std::vector<FollowedEntry> entries_after(const LogTxn& txn, std::int64_t seq,
                                         int limit);  // throws if one is damaged

}  // namespace wardroom::audit
