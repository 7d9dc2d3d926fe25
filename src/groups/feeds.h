// Automations that put people into groups: an identity provider's claim, a provisioning system's group. The rooms that
// hear of those say who is meant; what an administrator decided by hand stays beside it. Inside the caller's
// transaction.
#pragma once
#include <functional>
#include <set>

#include "crypto/hash.h"
#include "groups/parts.h"
#include "groups/types.h"

namespace wardroom::groups {

// What a feed is about: whose (an id's 16 bytes), and SHA-256 of what there.
struct FeedAbout {
  Source source{};
  base::Bytes origin;
  crypto::Digest key{};
  std::string label;
};

std::vector<Feed> feeds_of(const Parts& parts, store::TenantTxn& txn, base::GroupId group);
// Problem 409 feed_exists, too_many_feeds.
Feed connect(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, const FeedAbout& about);
// Whom only it put in is out. Problem 404 feed_not_found.
Feed disconnect(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::FeedId feed);

// Who hears of automation's doings.
using Moved = std::function<void(base::GroupId group, base::UserId user, bool in)>;

// This origin says who is meant by `key`: exactly these.
void feed_people(const Parts& parts, store::TenantTxn& txn, base::ByteView origin, const crypto::Digest& key,
                 const std::set<base::UserId>& people, const Moved& moved);
// This origin says what somebody is meant by: exactly these keys.
void feed_person(const Parts& parts, store::TenantTxn& txn, base::ByteView origin, base::UserId user,
                 const std::set<crypto::Digest>& keys, const Moved& moved);
// The origin is no more, with all its feeds.
void drop_origin(const Parts& parts, store::TenantTxn& txn, base::ByteView origin, const Moved& moved);

}  // namespace wardroom::groups
