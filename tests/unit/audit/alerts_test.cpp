#include "audit/alerts.h"

#include <gtest/gtest.h>

#include <set>

namespace wardroom::audit {
namespace {

class Alerts : public testing::Test {
 protected:
  std::vector<std::string> see(std::string event, std::chrono::seconds at, std::string outcome = "ok",
                               std::string actor = "usr_a", std::string target = "usr_b") {
    FollowedEntry entry;
    entry.seq = ++seq_;
    entry.at = base::Timestamp{1'000'000} + at;
    entry.event = std::move(event);
    entry.outcome = std::move(outcome);
    entry.actor = std::move(actor);
    entry.target = std::move(target);
    std::vector<std::string> out;
    for (const auto& alert : watch_.look_at(entry, off_)) {
      EXPECT_EQ(alert.seq, seq_);
      out.push_back(alert.rule);
      count_ = alert.count;
    }
    return out;
  }
  using Raised = std::vector<std::string>;

  AlertWatch watch_;
  std::vector<std::string> off_;
  std::int64_t seq_ = 0;
  std::int64_t count_ = 0;
};

TEST_F(Alerts, AreRaisedAtTheThresholdAndNotAgainForAWhile) {
  for (int n = 0; n < 19; ++n) EXPECT_EQ(see("auth.login_failed", std::chrono::seconds(n)), Raised{});
  EXPECT_EQ(see("auth.factor_refused", std::chrono::seconds(19)), Raised{"guessing"});
  EXPECT_EQ(count_, 20);
  for (int n = 0; n < 100; ++n) EXPECT_EQ(see("auth.login_failed", std::chrono::seconds(20 + n)), Raised{});
  EXPECT_EQ(see("auth.login_failed", std::chrono::minutes(11)), Raised{"guessing"});
  EXPECT_GT(count_, 20);
}

TEST_F(Alerts, WhatIsTooFarApartRaisesNone) {
  for (int n = 0; n < 100; ++n) EXPECT_EQ(see("auth.login_failed", std::chrono::minutes(n)), Raised{});
}

TEST_F(Alerts, OfOutcomesAndOthersOnlyWhereTheRuleSaysSo) {
  EXPECT_EQ(see("audit.verified", {}, "ok"), Raised{});
  EXPECT_EQ(see("audit.verified", {}, "failed"), Raised{"log_broken"});
  EXPECT_EQ(see("user.updated", {}, "ok", "usr_a", "usr_a"), Raised{});
  EXPECT_EQ(see("user.updated", {}, "ok", "usr_a", "usr_b"), Raised{"account_changed"});
  EXPECT_EQ(see("message.edited", {}), Raised{});
}

TEST_F(Alerts, OfARuleThatIsOffAreNotRaised) {
  off_ = {"keys_changed"};
  EXPECT_EQ(see("keys.rotated", {}), Raised{});
  off_ = {};
  EXPECT_EQ(see("keys.rotated", {}), Raised{"keys_changed"});
}

TEST(AlertRules, HaveNamesOfTheirOwnAndTellWhatTheyMean) {
  std::set<std::string_view> names;
  for (const auto& rule : alert_rules) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_FALSE(rule.meaning.empty());
    EXPECT_FALSE(rule.events.empty());
    EXPECT_EQ(alert_rule(rule.name), &rule);
  }
  EXPECT_EQ(alert_rule("nonsense"), nullptr);
}

}  // namespace
}  // namespace wardroom::audit
