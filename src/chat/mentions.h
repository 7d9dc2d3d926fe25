// Groups that a message mentions, as <@grp_…> in its text: who may do so is the group's to say. What names no group
// that the writer may know of is text like any other.
#pragma once
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "chat/parts.h"

namespace wardroom::chat {

std::vector<base::GroupId> mentioned_groups(std::string_view text);  // each once, in their order
// Of `text`, beside what `before` mentioned already. Problem 403 mention_restricted, 422 too_many_mentions above 20.
void require_mentionable(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, std::string_view text,
                         std::string_view before = {});

}  // namespace wardroom::chat
