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
    });
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
