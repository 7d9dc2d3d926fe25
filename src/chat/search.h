// Search over messages: what the caller may see of what the index holds, the best of the newest first.
#pragma once
#include "access/caller.h"
#include "chat/parts.h"
#include "chat/search_match.h"

namespace wardroom::chat {

struct SearchHit {
  Message message;
  ChannelInfo channel;
  std::vector<Highlight> highlights;
};
BOOST_DESCRIBE_STRUCT(SearchHit, (), (message, channel, highlights))

struct SearchPage {
  std::vector<SearchHit> items;
  std::optional<std::string> next;
  bool complete = true;  // false: there are messages that the index has yet to take in
};
BOOST_DESCRIBE_STRUCT(SearchPage, (), (items, next, complete))

// The newest 400 matches ranked (BM25 without idf, the newer first among equals), then the 400 before them, and so on.
// `after` is the `next` of the page before.
SearchPage search_messages(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                           std::string_view text, const std::optional<std::string>& after, std::int64_t limit);

}  // namespace wardroom::chat
