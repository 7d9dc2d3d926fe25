#include "kms/resilient.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "kms/local.h"
#include "support/scratch_folder.h"

namespace wardroom::kms {
namespace {

using base::as_bytes;
using namespace std::chrono_literals;

// A KMS that answers as it is told, over a real one; told from the test, asked from other threads.
struct Mood {
  std::atomic<int> asked = 0;
  std::atomic<int> silences = 0;  // so many calls more get no answer
  std::atomic<bool> refuses = false;
  std::mutex hangs;  // held by the test: calls hang
};

class MoodyKms final : public Kms {
 public:
  MoodyKms(std::shared_ptr<Mood> mood, std::unique_ptr<Kms> inner) : mood_(std::move(mood)), inner_(std::move(inner)) {}
  base::Bytes wrap(const Key& key, base::ByteView context) override {
    if (const auto error = next()) throw KmsFault(*error);
    return inner_->wrap(key, context);
  }
  std::expected<Key, KmsError> unwrap(base::ByteView wrapped, base::ByteView context) override {
    if (const auto error = next()) return std::unexpected(*error);
    return inner_->unwrap(wrapped, context);
  }
  std::string describe() const override { return "moody"; }

 private:
  std::optional<KmsError> next() {
    ++mood_->asked;
    const std::lock_guard wait(mood_->hangs);
    if (mood_->refuses) return KmsError(KmsError::refused, "no longer granted");
    if (mood_->silences > 0 && mood_->silences-- > 0) return KmsError(KmsError::unreachable, "the line is cut");
    return std::nullopt;
  }
  std::shared_ptr<Mood> mood_;
  std::unique_ptr<Kms> inner_;
};

class Resilient : public testing::Test {
 protected:
  std::unique_ptr<Kms> make(const Resilience& resilience) {
    const KeyFile unlock{folder_ / "key"};
    EXPECT_TRUE(create_key_file(unlock.path));
    auto local = std::move(*create_local_kms(folder_ / "root.kms", unlock));
    wrapped_ = local->wrap(key_, as_bytes("x"));
    return make_resilient(std::make_shared<MoodyKms>(mood_, std::move(local)), resilience,
                          {.now = [this] { return now_; },
                           .pause =
                               [this](Duration pause) {
                                 pauses_.push_back(pause);
                                 now_ += pause;
                                 if (at_pause_) at_pause_();
                               }});
  }
  std::string ask(Kms& kms) {
    const auto opened = kms.unwrap(wrapped_, as_bytes("x"));
    return opened ? "opened" : opened.error() == KmsError::refused ? "refused" : "unreachable";
  }

  test::ScratchFolder folder_;
  std::shared_ptr<Mood> mood_ = std::make_shared<Mood>();
  Key key_ = Key::random();
  base::Bytes wrapped_;
  Instant now_ = std::chrono::steady_clock::now();
  std::vector<Duration> pauses_;
  std::function<void()> at_pause_;
};

TEST_F(Resilient, TriesSilenceAgainAfterPausesThatGrowWithinTheirBounds) {
  const auto kms = make({.total = 60s, .first_pause = 100ms, .longest_pause = 2s});
  mood_->silences = 12;
  EXPECT_EQ(ask(*kms), "opened");
  EXPECT_EQ(mood_->asked, 13);
  ASSERT_EQ(pauses_.size(), 12U);
  auto before = 100ms;
  for (const auto pause : pauses_) {
    EXPECT_GE(pause, 100ms);
    EXPECT_LE(pause, std::min<Duration>(2s, before * 3));
    before = pause;
  }
}

TEST_F(Resilient, NeverTriesARefusalAgain) {
  const auto kms = make({});
  mood_->refuses = true;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(*kms), "refused");  // and never opens the breaker
  EXPECT_EQ(mood_->asked, 10);
  EXPECT_TRUE(pauses_.empty());
  EXPECT_THROW(kms->wrap(key_, {}), KmsFault);
  EXPECT_EQ(mood_->asked, 11);
  mood_->refuses = false;
  EXPECT_EQ(ask(*kms), "opened");
}

TEST_F(Resilient, GivesUpBeforeTheTotalIsOver) {
  const auto kms = make({.total = 3s});
  mood_->silences = 1000;
  const auto began = now_;
  EXPECT_EQ(ask(*kms), "unreachable");
  EXPECT_LE(now_ - began, 3s);
  EXPECT_GT(mood_->asked, 2);
}

TEST_F(Resilient, SaysWhyAnAttemptFailedRatherThanThatNoTimeWasLeftForTheLast) {
  const auto kms = make({.attempt = 3s, .total = 3010ms, .first_pause = 3s, .longest_pause = 3s});
  mood_->silences = 1;
  at_pause_ = [this] { mood_->hangs.lock(); };
  const auto opened = kms->unwrap(wrapped_, as_bytes("x"));
  mood_->hangs.unlock();
  ASSERT_FALSE(opened);
  EXPECT_EQ(mood_->asked, 2);
  EXPECT_EQ(opened.error().reason, "the line is cut");
}

TEST_F(Resilient, ADeadKmsIsLeftAloneAndFoundAgainByOneProbe) {
  const auto kms = make({.total = 1s, .silences_to_open = 3, .stays_open = 15s});
  mood_->silences = 100000;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(*kms), "unreachable");
  const int asked = mood_->asked;
  const auto error = kms->unwrap(wrapped_, as_bytes("x")).error();
  EXPECT_NE(error.reason.find("the line is cut"), std::string::npos) << error.reason;
  EXPECT_EQ(mood_->asked, asked);

  now_ += 15s;  // half-open: one try, no retries
  EXPECT_EQ(ask(*kms), "unreachable");
  EXPECT_EQ(mood_->asked, asked + 1);
  EXPECT_EQ(ask(*kms), "unreachable");
  EXPECT_EQ(mood_->asked, asked + 1);

  mood_->silences = 0;
  now_ += 14s;
  EXPECT_EQ(ask(*kms), "unreachable");
  now_ += 1s;
  EXPECT_EQ(ask(*kms), "opened");
  EXPECT_EQ(ask(*kms), "opened");
  EXPECT_EQ(mood_->asked, asked + 3);
}

TEST_F(Resilient, WhileOneProbesTheOthersAreNotKeptWaiting) {
  Breaker breaker(1, 10s);
  breaker.silent(now_, "gone");
  EXPECT_FALSE(breaker.admit(now_));
  EXPECT_EQ(breaker.admit(now_ + 10s), Breaker::Admission::probe);
  EXPECT_FALSE(breaker.admit(now_ + 10s));
  breaker.answered();
  EXPECT_EQ(breaker.admit(now_ + 10s), Breaker::Admission::normal);
}

TEST_F(Resilient, ACallThatHangsIsLeftBehindAndOnlySoManyMay) {
  auto kms = make({.attempt = 50ms, .total = 60ms, .silences_to_open = 1000, .calls_at_once = 2});
  mood_->hangs.lock();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(*kms), "unreachable");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_EQ(mood_->asked, 2);  // the third found no room
  mood_->hangs.unlock();
  for (int i = 0; i < 100 && ask(*kms) != "opened"; ++i) std::this_thread::sleep_for(20ms);
  EXPECT_EQ(ask(*kms), "opened");
}

TEST_F(Resilient, EndsWhileACallStillHangs) {
  auto kms = make({.attempt = 50ms, .total = 60ms});
  mood_->hangs.lock();
  EXPECT_EQ(ask(*kms), "unreachable");
  const auto began = std::chrono::steady_clock::now();
  kms.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  mood_->hangs.unlock();
  std::this_thread::sleep_for(50ms);
}

TEST_F(Resilient, HealthSaysWhy) {
  const auto kms = make({.total = 100ms});
  EXPECT_TRUE(kms->health());
  mood_->refuses = true;
  const auto health = kms->health();
  ASSERT_FALSE(health);
  EXPECT_EQ(health.error(), KmsError::refused);
  EXPECT_EQ(health.error().reason, "no longer granted");
}

}  // namespace
}  // namespace wardroom::kms
