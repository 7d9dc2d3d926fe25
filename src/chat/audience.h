// Who can read a channel and through what, and why somebody may or may not do something there. Says in words what
// gate.h, the operations' policies and their handlers enforce; a test asks both and compares.
#pragma once
#include "access/caller.h"
#include "access/holding.h"
#include "chat/parts.h"
#include "chat/queries.h"
#include "groups/types.h"

namespace wardroom::chat {

// membership: added or joined by hand, or through a group that the asker may not see into. group: through one that the
// channel mirrors. directory: the channel is public, and they hold channel_directory.
enum class Through { membership, group, directory };
BOOST_DESCRIBE_ENUM(Through, membership, group, directory)

struct Reader {
  identity::User user;
  std::vector<Through> through;
  std::vector<groups::GroupRef> groups;  // those they are in the channel through
  std::optional<Timestamp> member_since;
};
BOOST_DESCRIBE_STRUCT(Reader, (), (user, through, groups, member_since))

struct ReaderPage {
  std::vector<Reader> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ReaderPage, (), (items, next))

enum class Deed { read, post, add_people, edit_channel, remove_people, delete_others_messages, delete_channel };
BOOST_DESCRIBE_ENUM(Deed, read, post, add_people, edit_channel, remove_people, delete_others_messages, delete_channel)

struct Decision {
  Deed deed{};
  bool allowed = false;
  std::vector<std::string> because;  // what allows it
  std::vector<std::string> missing;  // what would have to be there
};
BOOST_DESCRIBE_STRUCT(Decision, (), (deed, allowed, because, missing))

struct ChannelAccess {
  identity::User user;
  std::vector<Decision> decisions;
};
BOOST_DESCRIBE_STRUCT(ChannelAccess, (), (user, decisions))

// Everybody active who can read it, by id; a page may hold fewer than `limit` and still have a `next`.
ReaderPage audience(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                    const sql::ChannelRow& channel, UserId after, std::int64_t limit);
// Problem 404 user_not_found.
ChannelAccess explain_access(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                             const sql::ChannelRow& channel, UserId user);

}  // namespace wardroom::chat
