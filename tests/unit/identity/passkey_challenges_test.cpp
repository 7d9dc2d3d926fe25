#include "identity/passkey_challenges.h"

#include <gtest/gtest.h>

namespace wardroom::identity {
namespace {

constexpr base::Timestamp now{1'700'000'000'000};
constexpr std::chrono::minutes ttl{5};

TEST(PasskeyChallenges, AreGoodUntilTheirEndAndForTheirPurpose) {
  const PasskeyChallenges challenges(ttl);
  const auto challenge = challenges.issue("sign-in", now);
  EXPECT_TRUE(challenges.is_good(challenge, "sign-in", now));
  EXPECT_TRUE(challenges.is_good(challenge, "sign-in", now + std::chrono::seconds(299)));
  EXPECT_FALSE(challenges.is_good(challenge, "sign-in", now + ttl));
  EXPECT_FALSE(challenges.is_good(challenge, "step-up x", now));
  EXPECT_NE(challenges.issue("sign-in", now), challenge);
}

TEST(PasskeyChallenges, OfAnotherProcessAreRefused) {
  EXPECT_FALSE(PasskeyChallenges(ttl).is_good(PasskeyChallenges(ttl).issue("sign-in", now), "sign-in", now));
}

TEST(PasskeyChallenges, WhatWasChangedAnywhereIsRefused) {
  const PasskeyChallenges challenges(ttl);
  const auto whole = challenges.issue("sign-in", now);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(challenges.is_good(changed, "sign-in", now)) << at;
  }
  EXPECT_FALSE(challenges.is_good(whole.substr(4), "sign-in", now));
  EXPECT_FALSE(challenges.is_good("", "sign-in", now));
}

TEST(PasskeyChallenges, AreSpentOnceAndForgottenAfterTheirEnd) {
  PasskeyChallenges challenges(ttl);
  const auto challenge = challenges.issue("sign-in", now);
  EXPECT_TRUE(challenges.spend(challenge, now));
  EXPECT_FALSE(challenges.spend(challenge, now));
  EXPECT_FALSE(challenges.is_good(challenge, "sign-in", now + ttl));
  EXPECT_FALSE(challenges.spend("x", now));
}

}  // namespace
}  // namespace wardroom::identity
