#include "chat/members.h"

#include "chat/event_log.h"
#include "chat/gate.h"
#include "chat/mirror.h"

namespace wardroom::chat {
namespace {

void record(const Parts& parts, store::TenantTxn& txn, const char* kind, ChannelId channel, UserId user, UserId by) {
  append_event(parts, txn, {kind, channel, next_seq(txn, channel), base::now(), by, std::nullopt, user, std::nullopt});
}

identity::User active_person(const Parts& parts, store::TenantTxn& txn, UserId user) {
  auto person = parts.directory.find(txn, user);
  if (!person || !person->active)
    throw base::Problem(404, "user_not_found", "There is no active person of this id.").at("path.user");
  return std::move(*person);
}

MemberPage page_of(const Parts& parts, store::TenantTxn& txn, std::vector<sql::MemberRow> rows, std::int64_t limit) {
  MemberPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().user.text();
  }
  for (const auto& row : rows) {
    if (auto person = parts.directory.find(txn, row.user)) page.items.push_back({std::move(*person), row.joined_at});
  }
  return page;
}

}  // namespace

bool let_in(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by, bool by_hand) {
  const auto row = txn.one<sql::ChannelRow>(sql::channel, channel).value();
  if (txn.exec(sql::insert_membership, channel, user, base::now(), row.last_seq, by_hand) == 0) return false;
  // Before the event, so that the new member's clients get it too.
  txn.on_commit([&hub = parts.hub, tenant = txn.tenant(), user, channel] { hub.joined(tenant, user, channel); });
  record(parts, txn, "member.joined", channel, user, by);
  return true;
}

bool let_out(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by) {
  if (txn.exec(sql::delete_membership, channel, user) == 0) return false;
  record(parts, txn, "member.left", channel, user, by);
  txn.on_commit([&hub = parts.hub, tenant = txn.tenant(), user, channel] { hub.left(tenant, user, channel); });
  return true;
}

bool add_member(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by) {
  txn.exec(sql::readmit, channel, user);
  if (let_in(parts, txn, channel, user, by, true)) return true;
  return txn.exec(sql::stay_by_hand, channel, user) > 0;
}

Member put_member(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                  UserId user, bool& added) {
  const auto row = user == caller.user ? require_readable(caller, txn, channel) : require_member(caller, txn, channel);
  if (row.kind == "direct")
    throw base::Problem(409, "direct_conversation", "A direct conversation stays between its two people.");
  if (user != caller.user) access::require(caller, access::Permission::post_messages);
  auto person = active_person(parts, txn, user);
  added = add_member(parts, txn, channel, user, caller.user);
  const auto membership = txn.one<sql::MembershipRow>(sql::membership, channel, user).value();
  return {std::move(person), membership.joined_at};
}

void remove_member(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                   UserId user) {
  const auto row = user == caller.user
                       ? require_member(caller, txn, channel)
                       : require_manageable(caller, txn, channel, access::Permission::manage_subscribers);
  if (row.kind == "direct") throw base::Problem(409, "direct_conversation", "Nobody leaves a direct conversation.");
  if (!let_out(parts, txn, channel, user, caller.user)) {
    throw base::Problem(404, "not_a_member", "This person is not in the channel.").at("path.user");
  }
  if (is_mirrored(txn, channel, user)) txn.exec(sql::keep_out, channel, user, caller.user, base::now());
}

MemberPage list_members(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                        UserId after, std::int64_t limit) {
  const bool directory = caller.may(access::Permission::channel_directory);
  return page_of(parts, txn,
                 txn.all<sql::MemberRow>(sql::readable_members, channel, after, limit + 1, caller.user, directory),
                 limit);
}

MemberPage all_members(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId after, std::int64_t limit) {
  return page_of(parts, txn, txn.all<sql::MemberRow>(sql::members, channel, after, limit + 1), limit);
}

}  // namespace wardroom::chat
