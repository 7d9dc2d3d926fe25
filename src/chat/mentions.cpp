#include "chat/mentions.h"

#include <algorithm>

#include "groups/gate.h"
#include "groups/groups.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t max_mentions = 20;
constexpr std::string_view opening = "<@";

}  // namespace

std::vector<base::GroupId> mentioned_groups(std::string_view text) {
  std::vector<base::GroupId> out;
  for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at)) {
    at += opening.size();
    const auto end = text.find('>', at);
    if (end == std::string_view::npos) break;
    const auto group = base::GroupId::parse(text.substr(at, end - at));
    if (group && std::ranges::find(out, *group) == out.end()) out.push_back(*group);
  }
  return out;
}

void require_mentionable(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, std::string_view text,
                         std::string_view before) {
  const auto known = mentioned_groups(before);
  const auto mentioned = mentioned_groups(text);
  if (mentioned.size() > max_mentions) {
    throw base::Problem(422, "too_many_mentions", "A message mentions 20 groups at most.").at("body.text");
  }
  for (const auto group : mentioned) {
    if (std::ranges::find(known, group) != known.end()) continue;
    const auto found = groups::look(caller, txn, group);
    if (!found || groups::may_mention(*found)) continue;
    throw base::Problem(403, "mention_restricted",
                        "You cannot mention the group " + groups::name_of(parts.groups, txn, found->row) + ".")
        .at("body.text");
  }
}

}  // namespace wardroom::chat
