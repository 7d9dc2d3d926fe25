#include "groups/feeds.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "groups/membership.h"
#include "groups/queries.h"

namespace wardroom::groups {
namespace {

using queries::FeedRow;

constexpr std::size_t max_feeds = 20;  // of a group

keys::Place place(const store::TenantTxn& txn, const base::FeedId& feed) {
  return {txn.tenant(), "group_feeds", "label_sealed", feed.bytes()};
}

Feed shown(const Parts& parts, const store::TenantTxn& txn, const FeedRow& row) {
  auto label = parts.keys.open(txn.tenant())->open(row.label, place(txn, row.id));
  if (!label) throw std::runtime_error("a group's feed is damaged");
  return {row.id,        base::enum_from<Source>(row.source).value(), std::move(*label), row.people, row.created_by,
          row.created_at};
}

base::Bytes stored(base::ByteView bytes) { return {bytes.begin(), bytes.end()}; }

// False: nothing changes.
bool move(const Parts& parts, store::TenantTxn& txn, const FeedRow& feed, base::UserId user, bool in,
          const Moved& moved) {
  const auto changed =
      in ? txn.exec(queries::insert_entry, feed.group, user, feed.id, std::optional<base::UserId>(), base::now())
         : txn.exec(queries::delete_entry, feed.group, user, feed.id);
  if (changed == 0) return false;
  settle(parts, txn, feed.group, user, std::nullopt);
  moved(feed.group, user, in);
  return true;
}

void let_go(const Parts& parts, store::TenantTxn& txn, const FeedRow& feed, std::optional<base::UserId> by) {
  const auto people = txn.all<base::UserId>(queries::people_of_feed, feed.id);
  for (const auto user : people) {
    txn.exec(queries::delete_entry, feed.group, user, feed.id);
    settle(parts, txn, feed.group, user, by);
  }
  txn.exec(queries::delete_feed, feed.id);
  tell_changed(parts, txn, feed.group);
}

}  // namespace

std::vector<Feed> feeds_of(const Parts& parts, store::TenantTxn& txn, base::GroupId group) {
  std::vector<Feed> out;
  for (const auto& row : txn.all<FeedRow>(queries::feeds_of_group, group)) out.push_back(shown(parts, txn, row));
  return out;
}

Feed connect(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, const FeedAbout& about) {
  if (txn.all<FeedRow>(queries::feeds_of_group, group).size() >= max_feeds) {
    throw base::Problem(409, "too_many_feeds", "A group takes people from 20 sources at most.");
  }
  Feed feed{base::FeedId::make(), about.source, about.label, 0, by, base::now()};
  const auto label =
      parts.keys.open(txn.tenant())->seal(keys::Purpose::content, place(txn, feed.id), std::string_view(feed.label));
  if (txn.exec(queries::insert_feed, feed.id, group, base::enum_name(about.source), about.origin, about.key, label, by,
               feed.created_at) == 0) {
    throw base::Problem(409, "feed_exists", "The group takes people from there already.");
  }
  tell_changed(parts, txn, group);
  return feed;
}

Feed disconnect(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::FeedId feed) {
  const auto rows = txn.all<FeedRow>(queries::feeds_of_group, group);
  const auto at = std::ranges::find(rows, feed, &FeedRow::id);
  if (at == rows.end()) throw base::Problem(404, "feed_not_found", "The group has no source of this id.");
  let_go(parts, txn, *at, by);
  return shown(parts, txn, *at);
}

void feed_people(const Parts& parts, store::TenantTxn& txn, base::ByteView origin, const crypto::Digest& key,
                 const std::set<base::UserId>& people, const Moved& moved) {
  for (const auto& feed : txn.all<FeedRow>(queries::feeds_of_origin, stored(origin))) {
    if (feed.key != key) continue;
    const auto rows = txn.all<base::UserId>(queries::people_of_feed, feed.id);
    const std::set<base::UserId> now(rows.begin(), rows.end());
    std::vector<base::UserId> gone;
    std::vector<base::UserId> come;
    std::ranges::set_difference(now, people, std::back_inserter(gone));
    std::ranges::set_difference(people, now, std::back_inserter(come));
    for (const auto user : gone) move(parts, txn, feed, user, false, moved);
    for (const auto user : come) move(parts, txn, feed, user, true, moved);
    if (!gone.empty() || !come.empty()) tell_changed(parts, txn, feed.group);  // once, however many moved
  }
}

void feed_person(const Parts& parts, store::TenantTxn& txn, base::ByteView origin, base::UserId user,
                 const std::set<crypto::Digest>& keys, const Moved& moved) {
  for (const auto& feed : txn.all<FeedRow>(queries::feeds_of_origin, stored(origin))) {
    if (move(parts, txn, feed, user, keys.contains(feed.key), moved)) tell_changed(parts, txn, feed.group);
  }
}

void drop_origin(const Parts& parts, store::TenantTxn& txn, base::ByteView origin, const Moved& moved) {
  for (const auto& feed : txn.all<FeedRow>(queries::feeds_of_origin, stored(origin))) {
    for (const auto user : txn.all<base::UserId>(queries::people_of_feed, feed.id)) {
      move(parts, txn, feed, user, false, moved);
    }
    let_go(parts, txn, feed, std::nullopt);
  }
}

}  // namespace wardroom::groups
