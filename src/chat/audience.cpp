#include "chat/audience.h"

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "chat/gate.h"
#include "chat/members.h"
#include "chat/mirror.h"
#include "groups/groups.h"
#include "groups/membership.h"

namespace wardroom::chat {
namespace {

using access::Permission;

// What decisions are made of.
struct Standing {
  const sql::ChannelRow& channel;
  bool active = false;
  bool member = false;
  bool maker = false;
  std::string membership;  // in words
  access::PermissionSet permissions;
};

// Collects what a deed takes, one condition after the other.
class Deciding {
 public:
  Deciding(Deed deed, const Standing& standing) : standing_(standing) {
    out_.deed = deed;
    if (!standing.active) out_.missing.emplace_back("an active account");
  }
  Deciding& readable() {
    if (is_open_to(standing_.permissions, standing_.channel)) {
      out_.because.emplace_back("the channel is public, and they hold channel_directory");
    } else if (!standing_.member) {
      out_.missing.emplace_back("membership in the channel");
    }
    if (standing_.member) out_.because.push_back(standing_.membership);
    return *this;
  }
  Deciding& member() { return want(standing_.member, standing_.membership); }
  Deciding& holds(Permission p) { return want(standing_.permissions.has(p), text(p)); }
  Deciding& holds_or_made_it(Permission p) {
    if (standing_.maker) out_.because.emplace_back("having made the channel");
    if (standing_.permissions.has(p)) out_.because.push_back(text(p));
    if (!standing_.maker && !standing_.permissions.has(p)) {
      out_.missing.push_back(text(p) + ", or having made the channel");
    }
    return *this;
  }
  Deciding& not_direct() {
    if (standing_.channel.kind == "direct") out_.missing.emplace_back("a channel: this is a direct conversation");
    return *this;
  }
  Decision done() {
    out_.allowed = out_.missing.empty();
    if (!out_.allowed) out_.because.clear();
    return std::move(out_);
  }

 private:
  static std::string text(Permission p) { return "the permission " + std::string(base::enum_name(p)); }
  Deciding& want(bool there, std::string what) {
    (there ? out_.because : out_.missing).push_back(std::move(what));
    return *this;
  }
  const Standing& standing_;
  Decision out_;
};

std::vector<Decision> decide(const Standing& at) {
  using enum Permission;
  return {
      Deciding(Deed::read, at).readable().done(),
      Deciding(Deed::post, at).member().holds(post_messages).done(),
      Deciding(Deed::add_people, at).not_direct().member().holds(post_messages).done(),
      Deciding(Deed::edit_channel, at)
          .not_direct()
          .member()
          .holds(create_channels)
          .holds_or_made_it(edit_channels)
          .done(),
      Deciding(Deed::remove_people, at).not_direct().member().holds_or_made_it(manage_subscribers).done(),
      Deciding(Deed::delete_others_messages, at).member().holds(post_messages).holds(delete_messages).done(),
      Deciding(Deed::delete_channel, at)
          .not_direct()
          .member()
          .holds(create_channels)
          .holds_or_made_it(manage_channels)
          .done(),
  };
}

using Groups = std::vector<groups::GroupRef>;

// The channel's groups that the asker may see into: the same for everybody they ask about.
Groups groups_seen(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel) {
  return groups::named(parts.groups, txn, caller, linked_group_ids(txn, channel), groups::Know::who_is_in_it);
}

Groups those_with(store::TenantTxn& txn, const Groups& seen, UserId user) {
  Groups out;
  std::ranges::copy_if(seen, std::back_inserter(out),
                       [&](const groups::GroupRef& group) { return groups::is_in(txn, group.id, user); });
  return out;
}

std::optional<Reader> reader_of(const Parts& parts, store::TenantTxn& txn, const Groups& seen,
                                const sql::ChannelRow& channel, identity::User user) {
  if (!user.active) return std::nullopt;
  Reader out{std::move(user), {}, {}, {}};
  if (const auto membership = txn.one<sql::MembershipRow>(sql::membership, channel.id, out.user.id)) {
    out.groups = those_with(txn, seen, out.user.id);
    if (membership->by_hand || out.groups.empty()) out.through.push_back(Through::membership);
    if (!out.groups.empty()) out.through.push_back(Through::group);
    out.member_since = membership->joined_at;
  }
  if (is_open_to(parts.directory.held_by(txn, out.user.id), channel)) out.through.push_back(Through::directory);
  if (out.through.empty()) return std::nullopt;
  return out;
}

std::string in_words(const std::optional<sql::MembershipRow>& membership, const Groups& groups) {
  std::string out = "membership in the channel";
  if (!membership || membership->by_hand) return out;
  for (const auto& group : groups) out += (&group == groups.data() ? ", through the group " : ", ") + group.name;
  return out;
}

}  // namespace

ReaderPage audience(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                    const sql::ChannelRow& channel, UserId after, std::int64_t limit) {
  ReaderPage page;
  const auto seen = groups_seen(parts, txn, caller, channel.id);
  const auto take = [&](identity::User user) {
    if (auto reader = reader_of(parts, txn, seen, channel, std::move(user))) page.items.push_back(std::move(*reader));
  };
  if (channel.kind == "public") {
    auto all = parts.directory.list(txn, after, static_cast<int>(limit));
    for (auto& user : all.items) take(std::move(user));
    page.next = std::move(all.next);
  } else {
    auto members = all_members(parts, txn, channel.id, after, limit);
    for (auto& member : members.items) take(std::move(member.user));
    page.next = std::move(members.next);
  }
  return page;
}

ChannelAccess explain_access(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                             const sql::ChannelRow& channel, UserId user) {
  ChannelAccess out{parts.directory.get(txn, user), {}};
  const auto membership = txn.one<sql::MembershipRow>(sql::membership, channel.id, user);
  out.decisions =
      decide({.channel = channel,
              .active = out.user.active,
              .member = membership.has_value(),
              .maker = channel.created_by == user,
              .membership = in_words(membership, those_with(txn, groups_seen(parts, txn, caller, channel.id), user)),
              .permissions = parts.directory.held_by(txn, user)});
  return out;
}

}  // namespace wardroom::chat
