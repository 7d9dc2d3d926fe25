#include "identity/verified_tokens.h"

#include <gtest/gtest.h>

namespace wardroom::identity {
namespace {

access::Credentials somebody() { return {base::TenantId::make(), base::UserId::make(), base::SessionId::make()}; }

crypto::Digest token(int number) { return crypto::sha256("token " + std::to_string(number)); }

TEST(VerifiedTokens, AnswersForATokenThatVerified) {
  VerifiedTokens tokens;
  const auto who = somebody();
  tokens.remember(token(1), {who, 100, 200});
  const auto found = tokens.find(token(1), 150);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user, who.user);
  EXPECT_EQ(found->session, who.session);
  EXPECT_FALSE(tokens.find(token(2), 150));
}

TEST(VerifiedTokens, ForgetsNoLimitOfTime) {
  VerifiedTokens tokens;
  tokens.remember(token(1), {somebody(), 100, 200});
  EXPECT_FALSE(tokens.find(token(1), 99));
  EXPECT_TRUE(tokens.find(token(1), 100));
  EXPECT_TRUE(tokens.find(token(1), 199));
  EXPECT_FALSE(tokens.find(token(1), 200));
}

TEST(VerifiedTokens, HoldsNoMoreThanTwoGenerations) {
  VerifiedTokens tokens(10);
  for (int i = 0; i < 100; ++i) tokens.remember(token(i), {somebody(), 0, 1000});
  int held = 0;
  for (int i = 0; i < 100; ++i) held += tokens.find(token(i), 1) ? 1 : 0;
  EXPECT_LE(held, 20);
  EXPECT_GE(held, 10);
  EXPECT_TRUE(tokens.find(token(99), 1));
}

}  // namespace
}  // namespace wardroom::identity
