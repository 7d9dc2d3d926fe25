// A tenant that brings its own KMS.
#include <gtest/gtest.h>

#include <thread>

#include "keys/key_store.h"
#include "kms/durable_file.h"
#include "unit/keys/moody_kms.h"

namespace wardroom::keys {
namespace {

using base::TenantId;
using test::Mood;

constexpr std::string_view secret_spec = "spec-with-a-token-8c1f";

class OwnProvider : public testing::Test {
 protected:
  OwnProvider() {
    store_.create_tenant(base::platform_tenant);
    store_.create_tenant(tenant_);
  }
  KeyStore::OpenProvider opener() {
    return [this](std::string_view spec) -> KeyStore::SharedKms {
      ++opened_;
      if (spec == "broken") throw kms::KmsFault(kms::KmsError(kms::KmsError::unreachable, "there is nothing here"));
      return spec == "other" ? other_ : own_;
    };
  }
  void move_to(std::string_view spec) { store_.adopt(store_.rewrap(tenant_, spec)); }
  std::string refusal_of(std::string_view spec) {
    try {
      move_to(spec);
    } catch (const base::Problem& problem) {
      return problem.code();
    }
    return "none";
  }

  wardroom::test::ScratchFolder folder_;
  test::MoodyKms platform_{folder_, "platform"};
  std::shared_ptr<test::MoodyKms> own_ = std::make_shared<test::MoodyKms>(folder_, "own");
  std::shared_ptr<test::MoodyKms> other_ = std::make_shared<test::MoodyKms>(folder_, "other");
  int opened_ = 0;
  KeyStore store_{folder_.path(), platform_, opener()};
  TenantId tenant_ = TenantId::make();
  Place place_{tenant_, "t", "c", {}};
};

TEST_F(OwnProvider, TakesOverTheRootsAndTheOldKmsOpensThemNoLonger) {
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "hello");
  move_to(secret_spec);
  EXPECT_EQ(store_.with_own_provider(), std::vector{tenant_});

  platform_.become(Mood::refuses);
  own_->become(Mood::refuses);
  EXPECT_EQ(store_.open(tenant_)->open(sealed, place_), "hello") << "what is open stays open";
  EXPECT_FALSE(store_.prove(tenant_));
  platform_.become(Mood::grants);
  KeyStore again(folder_.path(), platform_, opener());
  EXPECT_THROW(again.open(tenant_), KeysUnavailable) << "the platform's KMS alone does not open it";
  own_->become(Mood::grants);
  EXPECT_EQ(again.open(tenant_)->open(sealed, place_), "hello");
}

TEST_F(OwnProvider, LeavesNothingOnTheDiskThatThePlatformsKmsOpens) {
  const auto before = load_keyring(folder_ / "keyring").at(tenant_).epochs.at(1);
  move_to(secret_spec);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const auto content = *kms::read_file(entry.path(), 1 << 20);
    EXPECT_EQ(base::as_text(content).find(base::as_text(before)), std::string_view::npos) << entry.path();
  }
}

TEST_F(OwnProvider, SpecIsSealedInTheKeyring) {
  move_to(secret_spec);
  const auto content = *kms::read_file(folder_ / "keyring", 1 << 20);
  EXPECT_EQ(base::as_text(content).find(secret_spec), std::string_view::npos);
  EXPECT_EQ(store_.provider_spec(tenant_), secret_spec);
}

TEST_F(OwnProvider, ThatDoesNotDoIsRefusedAndChangesNothing) {
  const auto before = load_keyring(folder_ / "keyring");
  EXPECT_EQ(refusal_of("broken"), "provider_unreachable");
  own_->become(Mood::refuses);
  EXPECT_EQ(refusal_of(secret_spec), "provider_refused");
  own_->become(Mood::silent);
  EXPECT_EQ(refusal_of(secret_spec), "provider_unreachable");
  EXPECT_EQ(load_keyring(folder_ / "keyring"), before);
  EXPECT_EQ(store_.provider_spec(tenant_), std::nullopt);
}

TEST_F(OwnProvider, NewCredentialsOfTheSameKeyDoNotNeedTheOldOnes) {
  move_to("old credentials");
  const auto wrapped = load_keyring(folder_ / "keyring").at(tenant_).epochs;
  move_to("new credentials");
  EXPECT_EQ(load_keyring(folder_ / "keyring").at(tenant_).epochs, wrapped);
  EXPECT_EQ(store_.provider_spec(tenant_), "new credentials");
}

TEST_F(OwnProvider, IsLeftForAnotherOneAndForThePlatforms) {
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "hello");
  move_to(secret_spec);
  move_to("other");
  own_->become(Mood::refuses);
  EXPECT_TRUE(store_.prove(tenant_));
  move_to("");
  other_->become(Mood::refuses);
  KeyStore again(folder_.path(), platform_, opener());
  EXPECT_EQ(again.open(tenant_)->open(sealed, place_), "hello");
  EXPECT_TRUE(again.with_own_provider().empty());
}

TEST_F(OwnProvider, KeysThatChangedMeanwhileAreNotOverwritten) {
  const auto rewrapped = store_.rewrap(tenant_, secret_spec);
  store_.rotate(tenant_);
  try {
    store_.adopt(rewrapped);
    FAIL();
  } catch (const base::Problem& problem) {
    EXPECT_EQ(problem.code(), "keys_changed");
  }
  EXPECT_EQ(store_.open(tenant_)->epoch(), 2U);
}

TEST_F(OwnProvider, WrapsTheNextEpochToo) {
  move_to(secret_spec);
  const auto asked = platform_.unwraps.load();
  store_.rotate(tenant_);
  EXPECT_EQ(store_.open(tenant_)->epoch(), 2U);
  KeyStore again(folder_.path(), platform_, opener());
  own_->become(Mood::refuses);
  EXPECT_THROW(again.open(tenant_), KeysUnavailable);
  EXPECT_EQ(platform_.unwraps, asked + 1) << "for the platform's own keys only";
}

TEST_F(OwnProvider, OutlivesTheRetirementOfThePlatformsEpoch) {
  move_to(secret_spec);
  store_.rotate(base::platform_tenant);
  store_.retire_epoch(base::platform_tenant, 1);
  KeyStore again(folder_.path(), platform_, opener());
  EXPECT_EQ(again.provider_spec(tenant_), secret_spec);
  EXPECT_NO_THROW(again.open(tenant_));
}

TEST_F(OwnProvider, ChangedByAnotherProcessIsSeen) {
  move_to(secret_spec);
  KeyStore other(folder_.path(), platform_, opener());
  other.adopt(other.rewrap(tenant_, "other"));
  own_->become(Mood::refuses);
  EXPECT_TRUE(store_.prove(tenant_));
}

TEST_F(OwnProvider, RotationKeepsWhatIsOpenWithoutAskingTheKms) {
  move_to(secret_spec);
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "hello");
  const auto asked = own_->unwraps.load();
  store_.rotate(tenant_);
  EXPECT_EQ(store_.open(tenant_)->open(sealed, place_), "hello");
  EXPECT_EQ(own_->unwraps, asked);
}

TEST_F(OwnProvider, DarkTenantsKeysWorkForNobodyWhoStillHoldsThem) {
  const auto kept = store_.open(tenant_);
  store_.rotate(tenant_);
  const auto sealed = kept->seal(Purpose::content, place_, "hello");
  store_.darken(tenant_, Darkness::refused);
  EXPECT_FALSE(store_.held(tenant_));
  EXPECT_THROW(store_.open(tenant_), KeysUnavailable);
  EXPECT_THROW(static_cast<void>(kept->open(sealed, place_)), KeysUnavailable) << "handed out before the rotation";
  EXPECT_THROW(kept->seal(Purpose::content, place_, "more"), KeysUnavailable);
  EXPECT_THROW(static_cast<void>(kept->purpose_key(Purpose::database, 1)), KeysUnavailable);
  EXPECT_THROW(store_.database_key(tenant_), KeysUnavailable);
  store_.lighten(tenant_);
  EXPECT_EQ(store_.open(tenant_)->open(sealed, place_), "hello");
}

TEST_F(OwnProvider, UnwrapThatComesTooLateDoesNotBringADarkTenantBack) {
  move_to(secret_spec);
  KeyStore again(folder_.path(), platform_, opener());
  again.open(base::platform_tenant);
  own_->become(Mood::hangs);
  std::thread opening([&] { EXPECT_THROW(again.open(tenant_), KeysUnavailable); });
  while (own_->at_once == 0) std::this_thread::yield();
  again.darken(tenant_, Darkness::unreachable);
  own_->become(Mood::grants);
  opening.join();
  EXPECT_FALSE(again.held(tenant_));
}

}  // namespace
}  // namespace wardroom::keys
