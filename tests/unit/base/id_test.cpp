#include "base/id.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace wardroom::base {
namespace {

// From the TypeID specification's valid.json.
TEST(TypeId, MatchesThePublishedVector) {
  const auto uuid = *from_hex("0110c8531d0952d8d73e1194e95b5f19");
  Uuid bytes;
  std::copy(uuid.begin(), uuid.end(), bytes.begin());
  EXPECT_EQ(typeid_text("prefix", bytes), "prefix_0123456789abcdefghjkmnpqrs");
  EXPECT_EQ(parse_typeid("prefix", "prefix_0123456789abcdefghjkmnpqrs"), bytes);
}

TEST(TypeId, RefusesWhatIsNotCanonical) {
  EXPECT_FALSE(UserId::parse("usr_8zzzzzzzzzzzzzzzzzzzzzzzzz"));  // over 128 bits
  EXPECT_FALSE(UserId::parse("chn_01h455vb4pex5vsknk084sn02q"));
  EXPECT_FALSE(UserId::parse("usr_01H455VB4PEX5VSKNK084SN02Q"));
  EXPECT_FALSE(UserId::parse("usr_"));
  EXPECT_FALSE(UserId::parse(""));
  EXPECT_TRUE(UserId::parse("usr_01h455vb4pex5vsknk084sn02q"));
}

TEST(UuidV7, IsMonotonicWithinAProcess) {
  auto last = uuid_v7();
  for (int i = 0; i < 20000; ++i) {
    const auto next = uuid_v7();
    ASSERT_LT(last, next);
    last = next;
  }
  EXPECT_EQ(last[6] >> 4, 7);
  EXPECT_EQ(last[8] >> 6, 2);
}

TEST(Timestamp, ReadsAndWritesRfc3339) {
  EXPECT_EQ(to_rfc3339({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(from_rfc3339("2026-01-31T12:00:00.250Z")->ms % 1000, 250);
  EXPECT_EQ(to_rfc3339(*from_rfc3339("2026-01-31T12:00:00Z")), "2026-01-31T12:00:00.000Z");
  EXPECT_FALSE(from_rfc3339("2026-02-30T12:00:00Z"));
  EXPECT_FALSE(from_rfc3339("2026-01-31T25:00:00Z"));
  EXPECT_FALSE(from_rfc3339("2026-01-31 12:00:00Z"));
}

TEST(Utf8, FollowsRfc3629) {
  EXPECT_TRUE(is_utf8("aä€😀"));
  EXPECT_FALSE(is_utf8("\xc0\x80"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xe2\x82"));
}

}  // namespace
}  // namespace wardroom::base
