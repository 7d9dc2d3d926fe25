#include "access/permission.h"

#include <gtest/gtest.h>

#include "access/grant.h"
#include "access/holding.h"

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
    require_grant(caller_of(by), permissions_of(from) | permissions_of(to));
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

TEST(Permission, WhatComesWithOneIsInEveryTierThatHasIt) {
  for (const auto tier : {Tier::viewer, Tier::member, Tier::admin, Tier::owner}) {
    EXPECT_EQ(closure(permissions_of(tier)), permissions_of(tier));
  }
}

TEST(Permission, TheClosureIsClosedAndHoldsWhatItWasMadeOf) {
  for (const auto p : all_permissions) {
    const auto closed = closure({p});
    EXPECT_TRUE(closed.has(p));
    EXPECT_EQ(closure(closed), closed);
  }
  EXPECT_TRUE(closure({Permission::manage_channels}).has(Permission::delete_messages));
  EXPECT_TRUE(closure({Permission::view_audit}).has(Permission::view_admin));
}

TEST(Permission, IsStoredByNameAndReadBack) {
  for (const auto p : all_permissions) EXPECT_EQ(PermissionSet::from_text(PermissionSet{p}.text()), PermissionSet{p});
  const PermissionSet two{Permission::view_audit, Permission::delete_messages};
  EXPECT_EQ(two.text(), "view_audit delete_messages");
  EXPECT_EQ(PermissionSet::from_text("view_audit delete_messages"), two);
  EXPECT_TRUE(PermissionSet::from_text("").empty());
  EXPECT_THROW(PermissionSet::from_text("view_audit fly"), std::runtime_error);
}

TEST(Holding, WhoHoldsAnAdministratorsPermissionCountsAsOne) {
  EXPECT_EQ(holding_of("viewer", std::nullopt).standing(), Tier::viewer);
  EXPECT_EQ(holding_of("member", "delete_messages").standing(), Tier::member);
  EXPECT_EQ(holding_of("member", "view_audit").standing(), Tier::admin);
  EXPECT_EQ(holding_of("owner", "view_audit").standing(), Tier::owner);
  EXPECT_TRUE(holding_of("viewer", "view_audit").permissions.has(Permission::view_admin));
  EXPECT_THROW(holding_of("king", std::nullopt), std::runtime_error);
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
