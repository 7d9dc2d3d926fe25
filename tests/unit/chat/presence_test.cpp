#include "chat/presence.h"

#include <gtest/gtest.h>

#include "chat/notice.h"

namespace wardroom::chat {
namespace {

const auto tenant = base::TenantId::make();
const auto user = UserId::make();

TEST(Presence, TellsOnlyNetChanges) {
  Presence presence;
  presence.connected(tenant, user);
  EXPECT_EQ(presence.take_changes(100).size(), 1U);
  presence.disconnected(tenant, user);
  presence.connected(tenant, user);  // a reload: nobody needs to hear
  EXPECT_TRUE(presence.take_changes(100).empty());
  presence.set(tenant, user, Status::away);
  const auto changes = presence.take_changes(100);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].second.status, Status::away);
}

TEST(Presence, IsOfflineWithTheLastConnectionOnly) {
  Presence presence;
  presence.connected(tenant, user);
  presence.connected(tenant, user);
  presence.disconnected(tenant, user);
  EXPECT_EQ(presence.list(tenant).size(), 1U);
  presence.disconnected(tenant, user);
  EXPECT_TRUE(presence.list(tenant).empty());
}

TEST(Presence, SpreadsABurstOfChangesOverTurns) {
  Presence presence;
  for (int i = 0; i < 100; ++i) presence.connected(tenant, UserId::make());
  EXPECT_EQ(presence.take_changes(1000).size(), 10U);
  EXPECT_EQ(presence.take_changes(1000).size(), 10U);
}

TEST(Presence, KeepsTenantsApart) {
  Presence presence;
  presence.connected(tenant, user);
  EXPECT_TRUE(presence.list(base::TenantId::make()).empty());
}

TEST(Typing, IsToldAtMostEveryTwoSeconds) {
  Presence presence;
  const auto channel = ChannelId::make();
  EXPECT_TRUE(presence.may_tell_typing(channel, user));
  EXPECT_FALSE(presence.may_tell_typing(channel, user));
  EXPECT_TRUE(presence.may_tell_typing(channel, UserId::make()));
}

TEST(Notice, RoundTripsAndRefusesRubbish) {
  const auto channel = ChannelId::make();
  const auto text = encode({.kind = Notice::Kind::event, .channel = channel, .user = user, .seq = 77, .json = "{}"});
  const auto notice = decode_notice(text);
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->channel, channel);
  EXPECT_EQ(notice->user, user);
  EXPECT_EQ(notice->seq, 77);
  EXPECT_EQ(notice->json, "{}");
  EXPECT_FALSE(decode_notice(text.substr(0, 40)));
  EXPECT_FALSE(decode_notice(std::string(60, '\x7f')));
}

}  // namespace
}  // namespace wardroom::chat
