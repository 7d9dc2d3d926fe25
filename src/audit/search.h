// A log from its newest entry back, as far as conditions say. In one call only so many entries are looked at:
// where that is not enough for a page, `next` says where to go on, and the page is short. Inside the caller's
// transaction.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/log.h"

namespace wardroom::audit {

struct Search {
  std::optional<std::int64_t> before;  // none: from the newest
  int limit = 50;
  std::optional<std::string> event;                            // a name, or a family: "auth."
  std::optional<std::string> actor, target, address, outcome;  // target: or one of several
  std::optional<base::Timestamp> from, until;                  // from <= at < until
  std::int64_t most_looked_at = 50'000;                        // entries
};

struct Found {
  std::vector<Recorded> items;       // newest first
  std::optional<std::int64_t> next;  // to give as `before`; none: that was the first entry
};

Found search(const LogTxn& txn, keys::KeyStore& keys, const Search& wanted);

}  // namespace wardroom::audit
