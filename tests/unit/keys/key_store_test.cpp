#include "keys/key_store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "kms/durable_file.h"
#include "kms/local.h"
#include "support/scratch_folder.h"

namespace wardroom::keys {
namespace {

using base::TenantId;

// A KMS that can be told to refuse, over a real one.
class MoodyKms final : public kms::Kms {
 public:
  explicit MoodyKms(const test::ScratchFolder& folder) {
    EXPECT_TRUE(kms::create_key_file(folder / "key"));
    inner_ = std::move(*kms::create_local_kms(folder / "root.kms", kms::KeyFile{folder / "key"}));
  }
  base::Bytes wrap(const Key& key, base::ByteView context) override { return inner_->wrap(key, context); }
  std::expected<Key, kms::KmsError> unwrap(base::ByteView wrapped, base::ByteView context) override {
    ++unwrapped;
    if (refusal) return std::unexpected(kms::KmsError(*refusal));
    return inner_->unwrap(wrapped, context);
  }
  void begin_root_rotation() override { inner_->begin_root_rotation(); }
  void end_root_rotation() override { inner_->end_root_rotation(); }
  std::string describe() const override { return "test"; }

  std::optional<kms::KmsError::Kind> refusal;
  std::atomic<int> unwrapped = 0;

 private:
  std::unique_ptr<kms::Kms> inner_;
};

class Keys : public testing::Test {
 protected:
  Keys() { store_.create_tenant(tenant_); }

  test::ScratchFolder folder_;
  MoodyKms kms_{folder_};
  KeyStore store_{folder_.path(), kms_};
  TenantId tenant_ = TenantId::make();
  base::Bytes row_ = crypto::random_bytes(16);
  Place place_{tenant_, "users", "email_sealed", row_};
};

TEST_F(Keys, SealedValueOpensAfterARestart) {
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "hello");
  KeyStore again(folder_.path(), kms_);
  EXPECT_EQ(again.open(tenant_)->open(sealed, place_), "hello");
}

TEST_F(Keys, SealedValueDoesNotOpenForAnotherTenant) {
  const auto other = TenantId::make();
  store_.create_tenant(other);
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "hello");
  auto elsewhere = place_;
  elsewhere.tenant = other;
  EXPECT_FALSE(store_.open(other)->open(sealed, elsewhere));
  EXPECT_FALSE(store_.open(other)->open(sealed, place_));
  EXPECT_THROW(store_.open(other)->seal(Purpose::content, place_, "x"), std::invalid_argument);
}

TEST_F(Keys, SealedValueDoesNotOpenInAnotherRowColumnOrTable) {
  const auto keys = store_.open(tenant_);
  const auto sealed = keys->seal(Purpose::content, place_, "hello");
  const auto other_row = crypto::random_bytes(16);
  EXPECT_FALSE(keys->open(sealed, {tenant_, "users", "email_sealed", other_row}));
  EXPECT_FALSE(keys->open(sealed, {tenant_, "users", "name_sealed", row_}));
  EXPECT_FALSE(keys->open(sealed, {tenant_, "people", "email_sealed", row_}));
  EXPECT_EQ(keys->open(sealed, place_), "hello");
}

TEST_F(Keys, PurposeCannotBeRelabelled) {
  const auto keys = store_.open(tenant_);
  const auto sealed = keys->seal(Purpose::content, place_, "hello");
  base::Bytes bytes(sealed.bytes().begin(), sealed.bytes().end());
  bytes[1] = static_cast<std::uint8_t>(Purpose::export_);
  EXPECT_FALSE(keys->open(Sealed<std::string>::stored(bytes), place_));
}

TEST_F(Keys, EpochTwoSealsAndEpochOneStillOpens) {
  const auto old_keys = store_.open(tenant_);
  const auto first = old_keys->seal(Purpose::content, place_, "one");
  store_.rotate(tenant_);
  const auto keys = store_.open(tenant_);
  EXPECT_EQ(keys->epoch(), 2U);
  const auto second = keys->seal(Purpose::content, place_, "two");
  EXPECT_EQ(std::get<crypto::PurposeHeader>(*crypto::parse_sealed_header(second.bytes())).epoch, 2U);
  EXPECT_EQ(keys->open(first, place_), "one");
  EXPECT_EQ(keys->open(second, place_), "two");
  EXPECT_FALSE(old_keys->open(second, place_));
}

TEST_F(Keys, RetiredEpochIsGoneFromTheDisk) {
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "one");
  const auto wrapped = load_keyring(folder_ / "keyring").at(tenant_).epochs.at(1);
  store_.rotate(tenant_);
  EXPECT_THROW(store_.retire_epoch(tenant_, 2), std::logic_error);
  store_.retire_epoch(tenant_, 1);
  EXPECT_FALSE(store_.open(tenant_)->open(sealed, place_));
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const auto content = *kms::read_file(entry.path(), 1 << 20);
    EXPECT_EQ(base::as_text(content).find(base::as_text(wrapped)), std::string_view::npos) << entry.path();
  }
}

TEST_F(Keys, OlderDatabaseKeysStayUntilTheirEpochIsRetired) {
  const auto first = store_.database_key(tenant_);
  store_.rotate(tenant_);
  const auto second = store_.database_key(tenant_);
  EXPECT_FALSE(base::equal_secret(second.view(), first.view()));
  store_.rotate(tenant_);
  const auto older = store_.older_database_keys(tenant_);
  ASSERT_EQ(older.size(), 2U);
  EXPECT_TRUE(base::equal_secret(older[0].view(), second.view()));
  EXPECT_TRUE(base::equal_secret(older[1].view(), first.view()));
  store_.retire_epoch(tenant_, 1);
  EXPECT_EQ(store_.older_database_keys(tenant_).size(), 1U);
}

TEST_F(Keys, RootRotationLeavesNoWrapOfBefore) {
  const auto sealed = store_.open(tenant_)->seal(Purpose::content, place_, "hello");
  store_.rotate(tenant_);
  const auto before = load_keyring(folder_ / "keyring").at(tenant_);
  KeyStore other(folder_.path(), kms_);
  EXPECT_EQ(store_.rotate_root(), 2U);
  EXPECT_EQ(store_.open(tenant_)->open(sealed, place_), "hello");
  EXPECT_EQ(other.open(tenant_)->open(sealed, place_), "hello");
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const auto content = *kms::read_file(entry.path(), 1 << 20);
    for (const auto& [epoch, wrap] : before.epochs)
      EXPECT_EQ(base::as_text(content).find(base::as_text(wrap)), std::string_view::npos) << entry.path();
  }
}

TEST_F(Keys, DestroyedTenantNeverOpensAgain) {
  store_.open(tenant_);
  store_.destroy_tenant(tenant_);
  EXPECT_FALSE(store_.has(tenant_));
  EXPECT_THROW(store_.open(tenant_), KeysUnavailable);
  EXPECT_FALSE(load_keyring(folder_ / "keyring.previous").contains(tenant_));
}

TEST_F(Keys, ShredKeyComesBackOnlyUnderItsOwnId) {
  const auto keys = store_.open(tenant_);
  const auto key = TenantKeys::new_shred_key();
  const auto wrapped = keys->wrap(key);
  const auto unwrapped = keys->unwrap(wrapped, key.id);
  ASSERT_TRUE(unwrapped);
  EXPECT_TRUE(base::equal_secret(unwrapped->key.view(), key.key.view()));
  EXPECT_FALSE(keys->unwrap(wrapped, base::ShredKeyId::make()));
}

TEST_F(Keys, MessageOpensOnlyWithItsShredKeyInItsPlace) {
  const auto key = TenantKeys::new_shred_key();
  const auto sealed = seal_message(key, place_, "hello");
  EXPECT_EQ(shred_key_of(sealed), key.id);
  EXPECT_EQ(open_message(key, sealed, place_), "hello");
  EXPECT_FALSE(open_message(TenantKeys::new_shred_key(), sealed, place_));
  EXPECT_FALSE(open_message(key, sealed, {TenantId::make(), "users", "email_sealed", row_}));
  EXPECT_FALSE(store_.open(tenant_)->open(sealed, place_));
  EXPECT_FALSE(shred_key_of(store_.open(tenant_)->seal(Purpose::content, place_, "x")));
}

TEST_F(Keys, AreUnwrappedOnceAndKept) {
  EXPECT_EQ(store_.open(tenant_), store_.open(tenant_));
  EXPECT_EQ(kms_.unwrapped, 1);
}

TEST_F(Keys, RefusalOfTheKmsNamesItAndIsNotRemembered) {
  kms_.refusal = kms::KmsError::unreachable;
  EXPECT_THROW(store_.open(tenant_), KeysUnavailable);
  kms_.refusal.reset();
  EXPECT_NO_THROW(store_.open(tenant_));
}

TEST_F(Keys, RootOfOneTenantIsWorthlessForAnother) {
  const auto thief = TenantId::make();
  auto ring = load_keyring(folder_ / "keyring");
  ring[thief] = ring.at(tenant_);
  save_keyring(folder_ / "keyring", ring);
  KeyStore forged(folder_.path(), kms_);
  EXPECT_TRUE(forged.has(thief));
  EXPECT_THROW(forged.open(thief), KeysUnavailable);
}

TEST_F(Keys, TwoProcessesSeeEachOthersTenants) {
  KeyStore other(folder_.path(), kms_);
  const auto made = TenantId::make();
  other.create_tenant(made);
  EXPECT_TRUE(store_.has(made));
  const auto second = TenantId::make();
  store_.create_tenant(second);
  EXPECT_EQ(other.tenants().size(), 3U);
  store_.rotate(tenant_);
  EXPECT_EQ(other.open(tenant_)->epoch(), 2U);
}

TEST_F(Keys, AreMadeAndOpenedFromManyThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        const auto mine = TenantId::make();
        store_.create_tenant(mine);
        const auto keys = store_.open(mine);
        const Place here{mine, "t", "c", {}};
        EXPECT_EQ(keys->open(keys->seal(Purpose::credential, here, "x"), here), "x");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store_.tenants().size(), 21U);
}

TEST_F(Keys, ExistingTenantIsNotMadeAgain) { EXPECT_THROW(store_.create_tenant(tenant_), std::logic_error); }

}  // namespace
}  // namespace wardroom::keys
