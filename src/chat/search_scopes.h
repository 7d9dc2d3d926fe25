// Where a search looks: decided from what the caller may see, before anything is asked of the index.
#pragma once
#include <unordered_set>
#include <vector>

#include "access/caller.h"
#include "chat/parts.h"
#include "chat/search_query.h"

namespace wardroom::chat {

struct SearchScope {
  ChannelId scope;
  std::vector<ChannelId> only;  // of the shared scope: these channels; empty: all public ones
};

struct SearchPlace {
  std::vector<SearchScope> scopes;
  bool every_public = false;
  std::unordered_set<ChannelId> channels;  // besides
  bool holds(ChannelId channel, bool is_public) const {
    return (is_public && every_public) || channels.contains(channel);
  }
};

// Problem 404 channel_not_found at query.q for an `in:` that names no channel the caller may see.
SearchPlace place_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                     const std::vector<std::string>& in);

}  // namespace wardroom::chat
