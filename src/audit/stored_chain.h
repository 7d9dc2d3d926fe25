// The stored entries as a chain: from where the log begins to wherever one wants to follow it. Internal to the room.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "audit/chain.h"
#include "audit/log_txn.h"
#include "audit/queries.h"

namespace wardroom::audit {

inline constexpr int followed_at_once = 500;  // entries read by one statement

base::Bytes joined(const std::vector<crypto::Digest>& digests);
Boundary boundary_of(const queries::StoredCheckpoint& row);  // throws std::invalid_argument if it is damaged

// Where the log begins: after what was pruned, or at nothing.
Boundary begin_of_log(const LogTxn& txn);

// Follows the stored entries up to `last`, or to the first that does not hold. `each` sees the entry and where the
// chain has got to; it answers whether to go on.
template <class Each>
std::expected<void, std::string> follow(const LogTxn& txn, ChainReader& chain, std::int64_t last, Each&& each) {
  while (chain.at().seq < last) {
    const auto want = std::min<std::int64_t>(followed_at_once, last - chain.at().seq);
    const auto rows = txn.all<queries::StoredEntry>(queries::after, chain.at().seq, want);
    for (const auto& row : rows) {
      if (auto added = chain.add(row.entry); !added) return added;
      if (row.seq != chain.at().seq || row.chain != chain.at().chain) {
        return std::unexpected(fmt::format("entry {} does not match its chain value", chain.at().seq));
      }
      if (!each(row, chain.at())) return {};
    }
    if (std::ssize(rows) < want) return {};
  }
  return {};
}

inline constexpr auto to_the_end = std::numeric_limits<std::int64_t>::max();

}  // namespace wardroom::audit
