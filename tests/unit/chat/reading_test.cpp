// Pages of what is in a channel, asked for as by an operation without a gate: the statements themselves refuse.
#include "chat/event_log.h"
#include "chat/members.h"
#include "unit/chat/search_fixture.h"

namespace wardroom::chat {
namespace {

class Reading : public SearchIndexTest {
 protected:
  access::Caller stranger(access::PermissionSet permissions) const {
    return {tenant_, UserId::make(), base::SessionId::make(), access::Tier::viewer, permissions};
  }
  ChannelId private_channel() {
    return write([&](store::TenantTxn& txn) {
      return create_channel(parts_, txn, caller_, ChannelKind::private_, "Secret", "").id;
    });
  }
  // Whether each of the ways in shows anything.
  void expect_reads(const access::Caller& caller, ChannelId channel, bool reads) {
    store_.read_now(tenant_, [&](store::TenantTxn& txn) {
      const auto page = [&](Direction direction, std::int64_t from) {
        return list_messages(parts_, txn, caller, channel, direction, from, 50).items.size();
      };
      EXPECT_EQ(page(Direction::before, Seq::max_value) > 0, reads);
      EXPECT_EQ(page(Direction::after, 0) > 0, reads);
      EXPECT_EQ(!events_after(parts_, txn, caller, channel, 0, 50).empty(), reads);
      const bool directory = caller.may(access::Permission::channel_directory);
      const auto members =
          txn.all<sql::MemberRow>(sql::readable_members, channel, UserId{}, std::int64_t{50}, caller.user, directory);
      EXPECT_EQ(!members.empty(), reads);
      EXPECT_EQ(txn.one<sql::ChannelRow>(sql::readable_channel, channel, caller.user, directory).has_value(), reads);
      for (const auto& message : messages_of(txn, channel)) {
        EXPECT_EQ(txn.one<sql::MessageRow>(sql::readable_message, message, caller.user, directory).has_value(), reads);
      }
    });
  }
  std::vector<MessageId> messages_of(store::TenantTxn& txn, ChannelId channel) const {
    static constexpr store::Statement<"SELECT id FROM messages WHERE tenant_id = $1 AND channel_id = $2"> all;
    auto found = txn.all<MessageId>(all, channel);
    EXPECT_FALSE(found.empty());
    return found;
  }
};

TEST_F(Reading, TheStatementsShowNothingToWhoeverMayNotReadWithoutAnyGate) {
  const auto secret = private_channel();
  say("in the open");
  say_in(secret, "in private");
  const auto everything = access::PermissionSet::everything();
  expect_reads(caller_, secret, true);
  expect_reads(stranger(everything), secret, false);
  expect_reads(stranger(everything), channel_, true);
  expect_reads(stranger({}), channel_, false);
  auto former = caller_;
  write([&](store::TenantTxn& txn) { let_out(parts_, txn, secret, former.user, former.user); });
  expect_reads(former, secret, false);
}

}  // namespace
}  // namespace wardroom::chat
