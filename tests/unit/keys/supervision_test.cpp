#include "keys/supervision.h"

#include <gtest/gtest.h>

#include <future>

#include "unit/keys/moody_kms.h"

namespace wardroom::keys {
namespace {

using namespace std::chrono_literals;
using base::TenantId;
using test::Mood;

// Two tenants with a KMS each and one under the platform's; a clock that the test turns.
class Supervised : public testing::Test {
 protected:
  Supervised() {
    for (const auto tenant : {base::platform_tenant, a_, b_, plain_}) store_.create_tenant(tenant);
    for (const auto& [tenant, spec] : {std::pair{a_, "a"}, std::pair{b_, "b"}}) {
      store_.adopt(store_.rewrap(tenant, spec));
      store_.open(tenant);
    }
    store_.open(base::platform_tenant);
    supervision_.listen({.went_dark =
                             [this](TenantId tenant, Darkness why) {
                               EXPECT_FALSE(store_.held(tenant)) << "wiped before anybody is told";
                               note("dark " + which(tenant) + " " + std::string(name(why)));
                             },
                         .came_back = [this](TenantId tenant) { note("back " + which(tenant)); }});
    supervision_.tick();  // sees them for the first time
  }
  ~Supervised() override {
    for (auto* const kms : {a_kms_.get(), b_kms_.get(), &platform_}) kms->become(Mood::grants);
    supervision_.stop();
  }

  std::string which(TenantId tenant) const { return tenant == a_ ? "a" : tenant == b_ ? "b" : "plain"; }
  void note(std::string line) {
    const std::lock_guard lock(mutex_);
    told_.push_back(std::move(line));
  }
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  void check() {  // one check of everybody
    now_ = now_.load() + 60s;
    supervision_.tick();
    supervision_.settle();
  }
  std::string fetched(TenantId tenant) {
    auto promise = std::make_shared<std::promise<std::string>>();
    auto answer = promise->get_future();
    supervision_.prepare(tenant, [promise](std::exception_ptr error) {
      try {
        if (error) std::rethrow_exception(error);
        promise->set_value("ready");
      } catch (const base::Problem& problem) {
        promise->set_value(problem.code());
      }
    });
    if (answer.wait_for(10s) != std::future_status::ready) return "never answered";
    return answer.get();
  }
  static Supervision::Options options(std::atomic<Instant>& now) {
    Supervision::Options out;
    out.now = [&now] { return now.load(); };
    out.threads = 2;
    return out;
  }

  wardroom::test::ScratchFolder folder_;
  test::MoodyKms platform_{folder_, "platform"};
  std::shared_ptr<test::MoodyKms> a_kms_ = std::make_shared<test::MoodyKms>(folder_, "a");
  std::shared_ptr<test::MoodyKms> b_kms_ = std::make_shared<test::MoodyKms>(folder_, "b");
  KeyStore store_{folder_.path(), platform_,
                  [this](std::string_view spec) -> KeyStore::SharedKms { return spec == "a" ? a_kms_ : b_kms_; }};
  TenantId a_ = TenantId::make();
  TenantId b_ = TenantId::make();
  TenantId plain_ = TenantId::make();
  std::atomic<Instant> now_{Instant(1000h)};
  std::mutex mutex_;
  std::vector<std::string> told_;
  Supervision supervision_{store_, options(now_)};
};

TEST_F(Supervised, KeysAreProvenByARealUnwrapEveryInterval) {
  const auto before = a_kms_->unwraps.load();
  check();
  check();
  EXPECT_EQ(a_kms_->unwraps, before + 2);
  now_ = now_.load() + 10s;
  supervision_.tick();
  supervision_.settle();
  EXPECT_EQ(a_kms_->unwraps, before + 2) << "not before its time";
}

TEST_F(Supervised, ThreeRefusalsDarkenTheirTenantAlone) {
  a_kms_->become(Mood::refuses);
  check();
  check();
  EXPECT_TRUE(store_.held(a_));
  EXPECT_EQ(supervision_.status(a_).refusals, 2);
  check();
  EXPECT_EQ(told(), std::vector<std::string>{"dark a refused"});
  EXPECT_EQ(fetched(a_), "tenant_dark");
  EXPECT_TRUE(store_.held(b_));
  EXPECT_EQ(fetched(plain_), "ready");
  EXPECT_EQ(supervision_.counters().dark, 1U);
}

TEST_F(Supervised, ComesBackByItselfWithTheNextCheck) {
  a_kms_->become(Mood::refuses);
  for (int i = 0; i < 3; ++i) check();
  a_kms_->become(Mood::grants);
  check();
  EXPECT_EQ(told(), (std::vector<std::string>{"dark a refused", "back a"}));
  EXPECT_EQ(fetched(a_), "ready");
}

TEST_F(Supervised, BeingAskedForBringsItBackSooner) {
  a_kms_->become(Mood::refuses);
  for (int i = 0; i < 3; ++i) check();
  a_kms_->become(Mood::grants);
  now_ = now_.load() + 5s;
  EXPECT_EQ(fetched(a_), "tenant_dark") << "what is asked first is answered at once";
  supervision_.settle();
  EXPECT_EQ(fetched(a_), "ready");
}

TEST_F(Supervised, BeingAskedForDoesNotHammerTheKms) {
  a_kms_->become(Mood::refuses);
  for (int i = 0; i < 3; ++i) check();
  const auto before = a_kms_->unwraps.load();
  now_ = now_.load() + 5s;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(fetched(a_), "tenant_dark");
  supervision_.settle();
  EXPECT_EQ(a_kms_->unwraps, before + 1);
}

TEST_F(Supervised, SilenceIsNoRefusalUntilTheGraceTimeIsOver) {
  a_kms_->become(Mood::silent);
  for (int minute = 0; minute < 60; ++minute) check();
  EXPECT_TRUE(store_.held(a_));
  EXPECT_TRUE(supervision_.status(a_).silent);
  check();
  EXPECT_EQ(told(), std::vector<std::string>{"dark a unreachable"});
  a_kms_->become(Mood::grants);
  check();
  EXPECT_EQ(told().back(), "back a");
}

TEST_F(Supervised, AHangingKmsIsSilentAndHoldsUpNobody) {
  a_kms_->become(Mood::hangs);
  now_ = now_.load() + 60s;
  supervision_.tick();
  while (a_kms_->at_once == 0) std::this_thread::yield();
  EXPECT_EQ(store_.open(a_)->epoch(), 1U) << "who has keys goes on";
  EXPECT_EQ(fetched(plain_), "ready") << "who needs keys elsewhere gets them";
  now_ = now_.load() + 30s;
  supervision_.tick();
  EXPECT_TRUE(supervision_.status(a_).silent);
  EXPECT_TRUE(store_.held(a_));
  now_ = now_.load() + 1h;
  supervision_.tick();
  EXPECT_FALSE(store_.held(a_));
  EXPECT_EQ(told(), std::vector<std::string>{"dark a unreachable"});
  a_kms_->become(Mood::grants);
  supervision_.settle();
  EXPECT_EQ(told().back(), "back a");
}

TEST_F(Supervised, NoMoreCallsAtOnceThanThreads) {
  std::vector<TenantId> many;
  for (int i = 0; i < 8; ++i) store_.create_tenant(many.emplace_back(TenantId::make()));
  platform_.most_at_once = 0;
  platform_.become(Mood::hangs);
  for (const auto tenant : many) supervision_.prepare(tenant, [](std::exception_ptr) {});
  while (platform_.at_once < 2) std::this_thread::yield();
  platform_.become(Mood::grants);
  supervision_.settle();
  EXPECT_EQ(platform_.most_at_once, 2);
  for (const auto tenant : many) EXPECT_TRUE(store_.held(tenant));
}

TEST_F(Supervised, ManyWhoWaitShareOneCall) {
  platform_.become(Mood::hangs);
  const auto before = platform_.unwraps.load();
  std::atomic<int> ready = 0;
  for (int i = 0; i < 50; ++i) {
    supervision_.prepare(plain_, [&](std::exception_ptr error) { ready += error ? 0 : 1; });
  }
  platform_.become(Mood::grants);
  supervision_.settle();
  EXPECT_EQ(ready, 50);
  EXPECT_EQ(platform_.unwraps, before + 1);
}

TEST_F(Supervised, WhoWaitsForAHangingKmsIsAnsweredInTheEnd) {
  platform_.become(Mood::hangs);
  std::promise<bool> failed;
  supervision_.prepare(plain_, [&](std::exception_ptr error) { failed.set_value(error != nullptr); });
  now_ = now_.load() + 30s;
  supervision_.tick();
  EXPECT_TRUE(failed.get_future().get());
}

TEST_F(Supervised, WithNothingInMemoryOneRefusalIsEnough) {
  platform_.become(Mood::refuses);
  EXPECT_EQ(fetched(plain_), "tenant_dark");
  EXPECT_EQ(told(), std::vector<std::string>{"dark plain refused"});
  platform_.become(Mood::grants);
  check();
  EXPECT_EQ(fetched(plain_), "ready");
}

TEST_F(Supervised, ThePlatformsOwnKeyIsAlarmedAboutAndStays) {
  platform_.become(Mood::refuses);
  for (int i = 0; i < 5; ++i) check();
  EXPECT_TRUE(store_.held(base::platform_tenant));
  EXPECT_TRUE(told().empty());
  EXPECT_GE(supervision_.status(base::platform_tenant).refusals, 3);
}

TEST_F(Supervised, TenantWithoutKeysIsToldApart) { EXPECT_EQ(fetched(TenantId::make()), "keys_missing"); }

TEST_F(Supervised, StoppingAnswersWhoWaits) {
  platform_.become(Mood::hangs);
  std::promise<bool> failed;
  supervision_.prepare(plain_, [&](std::exception_ptr error) { failed.set_value(error != nullptr); });
  std::thread stopping([&] { supervision_.stop(); });
  EXPECT_TRUE(failed.get_future().get());
  platform_.become(Mood::grants);
  stopping.join();
}

}  // namespace
}  // namespace wardroom::keys
