#include "access/permission.h"

#include <gtest/gtest.h>

#include "access/grant.h"

namespace wardroom::access {
namespace {

Caller caller_of(Tier tier) {
  Caller caller;
  caller.tier = tier;
  caller.permissions = permissions_of(tier);
  return caller;
}

bool may_grant(Tier by, Tier from, Tier to) {
  try {
    require_grant(caller_of(by), from, to);
    return true;
  } catch (const base::Problem& problem) {
    EXPECT_EQ(problem.status(), 403);
    return false;
  }
}

TEST(Tier, EachHoldsWhatTheLowerOneHolds) {
  EXPECT_TRUE(permissions_of(Tier::member).includes(permissions_of(Tier::viewer)));
  EXPECT_TRUE(permissions_of(Tier::admin).includes(permissions_of(Tier::member)));
  EXPECT_TRUE(permissions_of(Tier::owner).includes(permissions_of(Tier::admin)));
  EXPECT_FALSE(permissions_of(Tier::admin).includes(permissions_of(Tier::owner)));
}

TEST(Tier, AViewerOnlyReads) {
  EXPECT_FALSE(permissions_of(Tier::viewer).has(Permission::post_messages));
  EXPECT_FALSE(permissions_of(Tier::viewer).has(Permission::create_channels));
}

TEST(Grant, NobodyGrantsMoreThanTheyHold) {
  EXPECT_TRUE(may_grant(Tier::owner, Tier::member, Tier::owner));
  EXPECT_TRUE(may_grant(Tier::admin, Tier::member, Tier::admin));
  EXPECT_FALSE(may_grant(Tier::admin, Tier::member, Tier::owner));
  EXPECT_FALSE(may_grant(Tier::admin, Tier::owner, Tier::member));
  EXPECT_FALSE(may_grant(Tier::member, Tier::viewer, Tier::viewer));
}

}  // namespace
}  // namespace wardroom::access
