#include "keys/grant.h"

#include <gtest/gtest.h>

namespace wardroom::keys {
namespace {

using namespace std::chrono_literals;
using kms::KmsError;

class Granting : public testing::Test {
 protected:
  Turn refused(bool held = true) { return take(std::unexpected(KmsError(KmsError::refused)), held); }
  Turn silent(bool held = true) { return take(std::unexpected(KmsError(KmsError::unreachable)), held); }
  Turn proven() { return take({}, true); }
  Turn take(std::expected<void, KmsError> answer, bool held) {
    return take_answer(grant_, std::move(answer), held, now_, {.refusals = 3, .grace = 1h});
  }

  Grant grant_;
  Instant now_{1000h};
};

TEST_F(Granting, ThreeRefusalsInARowDarken) {
  EXPECT_EQ(refused(), Turn::refused_again);
  EXPECT_EQ(refused(), Turn::refused_again);
  EXPECT_FALSE(grant_.dark);
  EXPECT_EQ(refused(), Turn::went_dark);
  EXPECT_EQ(grant_.dark, Darkness::refused);
}

TEST_F(Granting, AProofBreaksTheRow) {
  refused();
  refused();
  EXPECT_EQ(proven(), Turn::none);
  EXPECT_EQ(refused(), Turn::refused_again);
  EXPECT_EQ(refused(), Turn::refused_again);
  EXPECT_EQ(refused(), Turn::went_dark);
}

TEST_F(Granting, SilenceNeitherCountsNorBreaksTheRow) {
  refused();
  silent();
  refused();
  silent();
  EXPECT_FALSE(grant_.dark);
  EXPECT_EQ(refused(), Turn::went_dark);
}

TEST_F(Granting, SilenceDarkensAfterTheGraceTimeOnly) {
  EXPECT_EQ(silent(), Turn::fell_silent);
  now_ += 59min;
  EXPECT_EQ(silent(), Turn::none);
  EXPECT_FALSE(grant_.dark);
  now_ += 1min;
  EXPECT_EQ(silent(), Turn::went_dark);
  EXPECT_EQ(grant_.dark, Darkness::unreachable);
}

TEST_F(Granting, GraceBeginsAnewAfterAProof) {
  silent();
  now_ += 59min;
  proven();
  silent();
  now_ += 59min;
  EXPECT_EQ(silent(), Turn::none);
  EXPECT_FALSE(grant_.dark);
}

TEST_F(Granting, WithNothingInMemoryOneRefusalOrSilenceDarkens) {
  EXPECT_EQ(refused(false), Turn::went_dark);
  EXPECT_EQ(proven(), Turn::came_back);
  EXPECT_EQ(silent(false), Turn::went_dark);
  EXPECT_EQ(grant_.dark, Darkness::unreachable);
}

TEST_F(Granting, OneProofBringsItBack) {
  for (int i = 0; i < 3; ++i) refused();
  EXPECT_EQ(proven(), Turn::came_back);
  EXPECT_FALSE(grant_.dark);
  EXPECT_EQ(grant_.proven_at, now_);
}

TEST_F(Granting, TheReasonOfTheDarkFollowsTheNewestRefusalButNotSilence) {
  silent(false);
  EXPECT_EQ(refused(false), Turn::none);
  EXPECT_EQ(grant_.dark, Darkness::refused);
  now_ += 2h;
  EXPECT_EQ(silent(false), Turn::none);
  EXPECT_EQ(grant_.dark, Darkness::refused);
}

}  // namespace
}  // namespace wardroom::keys
