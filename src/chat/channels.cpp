#include "chat/channels.h"

#include <stdexcept>

#include "base/json.h"
#include "chat/event_log.h"
#include "chat/gate.h"
#include "chat/members.h"
#include "chat/search_index.h"
#include "crypto/hash.h"
#include "workspace/administration.h"

namespace wardroom::chat {
namespace {

using Sealed = crypto::Sealed<std::string>;

crypto::Place place(const store::TenantTxn& txn, std::string_view column, const ChannelId& id) {
  return {txn.tenant(), "channels", column, id.bytes()};
}

Sealed seal(const Parts& parts, const store::TenantTxn& txn, std::string_view column, const ChannelId& id,
            std::string_view text) {
  return parts.keys.open(txn.tenant())->seal(crypto::Purpose::content, place(txn, column, id), text);
}

std::string unseal(const Parts& parts, const store::TenantTxn& txn, std::string_view column, const ChannelId& id,
                   const Sealed& sealed) {
  auto text = parts.keys.open(txn.tenant())->open(sealed, place(txn, column, id));
  if (!text) throw std::runtime_error("a channel's name or topic does not open");
  return std::move(*text);
}

ChannelInfo info_of(const Parts& parts, const store::TenantTxn& txn, const sql::ChannelRow& row) {
  return {row.id, base::enum_from<ChannelKind>(row.kind).value(), unseal(parts, txn, "name_sealed", row.id, row.name),
          unseal(parts, txn, "topic_sealed", row.id, row.topic)};
}

// The two people's ids, sorted, hashed: one conversation for each pair.
base::Bytes direct_key(UserId a, UserId b) {
  base::Bytes both;
  base::append(both, std::min(a, b).bytes());
  base::append(both, std::max(a, b).bytes());
  const auto digest = crypto::sha256(both);
  return {digest.begin(), digest.end()};
}

std::optional<UserId> other_member(store::TenantTxn& txn, ChannelId channel, UserId self) {
  std::optional<UserId> other;
  for (const auto& member : txn.all<sql::MemberRow>(sql::members, channel, UserId{}, std::int64_t{2})) {
    if (!other || member.user != self) other = member.user;
  }
  return other;
}

struct NewChannel {
  ChannelKind kind;
  std::string name, topic;
  std::optional<base::Bytes> direct_key;
  bool everyone;
};

void require_room(store::TenantTxn& txn) {
  const auto quota = workspace::quotas(txn).channels;
  if (quota) workspace::require_room(quota, channel_count(txn), "channels");
}

sql::ChannelRow insert(const Parts& parts, store::TenantTxn& txn, UserId by, const NewChannel& made) {
  require_room(txn);
  sql::ChannelRow row{ChannelId::make(),
                      std::string(base::enum_name(made.kind)),
                      Sealed::stored({}),
                      Sealed::stored({}),
                      made.direct_key,
                      base::ShredKeyId{},
                      0,
                      made.everyone,
                      by,
                      base::now()};
  row.shred_key = parts.shred_keys.of_time(txn, row.id, row.created_at);
  row.name = seal(parts, txn, "name_sealed", row.id, made.name);
  row.topic = seal(parts, txn, "topic_sealed", row.id, made.topic);
  txn.exec(sql::insert_channel, row.id, row.kind, row.name, row.topic, row.direct_key, row.shred_key, row.everyone, by,
           row.created_at);
  append_event(parts, txn,
               {"channel.created", row.id, next_seq(txn, row.id), row.created_at, by, std::nullopt, std::nullopt,
                info_of(parts, txn, row)});
  return row;
}

Channel reread(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId id) {
  return channel_for(parts, txn, caller, require_readable(caller, txn, id));
}

}  // namespace

std::int64_t channel_count(store::TenantTxn& txn) { return txn.one<std::int64_t>(sql::channel_count).value(); }

Channel create_channel(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelKind kind,
                       std::string name, std::string topic) {
  if (kind == ChannelKind::direct)
    throw base::invalid_field("body.kind", "Open a direct conversation with POST /directs.");
  const auto row = insert(parts, txn, caller.user, {kind, std::move(name), std::move(topic), std::nullopt, false});
  add_member(parts, txn, row.id, caller.user, caller.user);
  return reread(parts, txn, caller, row.id);
}

Channel open_direct(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, UserId other, bool& made) {
  made = false;
  const auto key = direct_key(caller.user, other);
  if (const auto existing = txn.one<sql::ChannelRow>(sql::direct_channel, key))
    return channel_for(parts, txn, caller, *existing);
  access::require(caller, access::Permission::create_channels);
  const auto person = parts.directory.find(txn, other);
  if (!person || !person->active)
    throw base::Problem(404, "user_not_found", "There is no active person of this id.").at("body.user");
  const auto row = insert(parts, txn, caller.user, {ChannelKind::direct, "", "", key, false});
  add_member(parts, txn, row.id, caller.user, caller.user);
  if (other != caller.user) add_member(parts, txn, row.id, other, caller.user);
  made = true;
  return reread(parts, txn, caller, row.id);
}

Channel update_channel(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                       const sql::ChannelRow& row, std::optional<std::string> name, std::optional<std::string> topic) {
  auto info = info_of(parts, txn, row);
  if (name) info.name = std::move(*name);
  if (topic) info.topic = std::move(*topic);
  txn.exec(sql::update_channel, seal(parts, txn, "name_sealed", row.id, info.name),
           seal(parts, txn, "topic_sealed", row.id, info.topic), row.id);
  append_event(
      parts, txn,
      {"channel.updated", row.id, next_seq(txn, row.id), base::now(), caller.user, std::nullopt, std::nullopt, info});
  return reread(parts, txn, caller, row.id);
}

void delete_channel(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                    const sql::ChannelRow& row) {
  // Told to those connected; the log itself goes with the channel.
  append_event(parts, txn,
               {"channel.deleted", row.id, next_seq(txn, row.id), base::now(), caller.user, std::nullopt, std::nullopt,
                std::nullopt});
  txn.exec(sql::delete_events, row.id);
  unindex_channel(txn, row.id);
  txn.exec(sql::delete_messages, row.id);
  txn.exec(sql::delete_memberships, row.id);
  txn.exec(sql::unlink_groups, row.id);
  txn.exec(sql::readmit_all, row.id);
  txn.exec(sql::delete_channel, row.id);
  parts.shred_keys.destroy_all(txn, row.id);
  txn.on_commit([&hub = parts.hub, tenant = txn.tenant(), id = row.id] { hub.forget_channel(tenant, id); });
}

Channel channel_for(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                    const sql::ChannelRow& row) {
  const auto info = info_of(parts, txn, row);
  Channel out{row.id, info.kind, info.name, info.topic, row.created_at, row.last_seq, false, 0, 0, std::nullopt};
  if (const auto membership = txn.one<sql::MembershipRow>(sql::membership, row.id, caller.user)) {
    out.member = true;
    out.last_read_seq = membership->last_read_seq;
    out.unread = txn.one<std::int64_t>(sql::count_unread, row.id, out.last_read_seq, caller.user).value();
  }
  if (info.kind == ChannelKind::direct) {
    if (const auto other = other_member(txn, row.id, caller.user)) out.other = parts.directory.find(txn, *other);
  }
  return out;
}

std::string open_channel_name(const Parts& parts, const store::TenantTxn& txn, ChannelId id, const Sealed& sealed) {
  return unseal(parts, txn, "name_sealed", id, sealed);
}

std::optional<ChannelInfo> channel_info(const Parts& parts, store::TenantTxn& txn, ChannelId id) {
  const auto row = txn.one<sql::ChannelRow>(sql::channel, id);
  if (!row) return std::nullopt;
  return info_of(parts, txn, *row);
}

void join_everyones_channels(const Parts& parts, store::TenantTxn& txn, UserId user) {
  auto channels = txn.all<ChannelId>(sql::channels_for_everyone);
  if (channels.empty()) {
    const auto made = insert(parts, txn, user, {ChannelKind::public_, "general", "For everybody", std::nullopt, true});
    channels.push_back(made.id);
  }
  for (const auto channel : channels) add_member(parts, txn, channel, user, user);
}

}  // namespace wardroom::chat
