#include "chat/search_scopes.h"

#include "chat/channels.h"
#include "chat/search_queries.h"
#include "chat/search_tokens.h"
#include "chat/search_words.h"

namespace wardroom::chat {
namespace {

using Visible = std::vector<sql::VisibleChannel>;

bool is_public(const sql::VisibleChannel& channel) { return channel.kind == "public"; }

void add(SearchPlace& place, const sql::VisibleChannel& channel) {
  if (!place.channels.insert(channel.id).second) return;
  if (!is_public(channel)) {
    place.scopes.push_back({channel.id, {}});
    return;
  }
  if (place.scopes.empty() || place.scopes.front().scope != shared_scope)
    place.scopes.insert(place.scopes.begin(), {shared_scope, {}});
  place.scopes.front().only.push_back(channel.id);
}

SearchPlace everywhere(const Visible& own, bool directory) {
  SearchPlace place;
  place.every_public = directory;
  if (directory) place.scopes.push_back({shared_scope, {}});
  for (const auto& channel : own) {
    if (!(directory && is_public(channel))) add(place, channel);
  }
  return place;
}

// "General talk" is found as general-talk too: names are compared by their words.
std::string comparable(std::string_view name) {
  std::string out;
  for (const auto& word : words_of(name, max_words)) out += (out.empty() ? "" : " ") + word.text;
  return out;
}

void add_named(const Parts& parts, const store::TenantTxn& txn, SearchPlace& place, const Visible& visible,
               const std::string& name) {
  const auto id = ChannelId::parse(name);
  const auto wanted = comparable(name);
  bool found = false;
  for (const auto& channel : visible) {
    const bool same = id ? channel.id == *id
                         : !wanted.empty() && channel.kind != "direct" &&
                               comparable(open_channel_name(parts, txn, channel.id, channel.name)) == wanted;
    if (!same) continue;
    add(place, channel);
    found = true;
  }
  if (!found)
    throw base::Problem(404, "channel_not_found", "There is no channel of this name that you can see.").at("query.q");
}

}  // namespace

SearchPlace place_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                     const std::vector<std::string>& in) {
  const bool directory = caller.may(access::Permission::channel_directory);
  auto visible = txn.all<sql::VisibleChannel>(sql::own_channels, caller.user);
  if (in.empty()) return everywhere(visible, directory);
  if (directory) {
    for (auto& channel : txn.all<sql::VisibleChannel>(sql::all_public_channels)) visible.push_back(std::move(channel));
  }
  SearchPlace place;
  for (const auto& name : in) add_named(parts, txn, place, visible, name);
  return place;
}

}  // namespace wardroom::chat
