// What every KMS must do, each time with the real thing or its stand-in (rigs.h).
#include <gtest/gtest.h>

#include <chrono>

#include "kms/durable_file.h"
#include "unit/kms/rigs.h"

namespace wardroom::kms {
namespace {

using base::as_bytes;
using namespace std::chrono_literals;

// Long enough for a software TPM on a busy machine.
constexpr OpenOptions patient{.attempt = 15s, .total = 40s};
constexpr OpenOptions hasty{.attempt = 1s, .total = 2s};

constexpr auto ours = "tenant 1, epoch 1";

class Provided : public testing::TestWithParam<RigMaker> {
 protected:
  void TearDown() override { EXPECT_EQ(rig_->complaints(), "[]"); }

  std::unique_ptr<Kms> open(const OpenOptions& options = patient) const { return open_provider(rig_->spec(), options); }
  // What somebody who opens the KMS now and unwraps with it is told.
  KmsError failure(const base::Bytes& wrapped) const try {
    const auto key = open()->unwrap(wrapped, as_bytes(ours));
    return key ? KmsError(KmsError::refused, "it opens!") : key.error();
  } catch (const ProviderFault& fault) {
    return {KmsError::refused, fault.what()};
  }
  static bool opens(Kms& kms, const base::Bytes& wrapped, const Key& key) {
    const auto opened = kms.unwrap(wrapped, as_bytes(ours));
    if (!opened) ADD_FAILURE() << opened.error().reason;
    return opened && base::equal_secret(opened->view(), key.view());
  }

  std::unique_ptr<Rig> rig_ = GetParam().make();
  Key key_ = Key::random();
};
class ProvidedFromAfar : public Provided {};
class ProvidedByAnother : public Provided {};

TEST_P(Provided, UnwrapsWhatItWrappedAlsoAfterARestart) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  auto kms = open();
  EXPECT_TRUE(opens(*kms, wrapped, key_));
  EXPECT_TRUE(opens(*kms, wrapped, key_));
  EXPECT_TRUE(kms->health());
}

TEST_P(Provided, HoldsNoPlaintextKeyInWhatItWraps) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  EXPECT_TRUE(std::ranges::search(wrapped, key_.view().first(8)).empty());
  EXPECT_LE(wrapped.size(), 8192U);
}

TEST_P(Provided, AnotherTenantsOrEpochsWrapIsRefused) {
  auto kms = open();
  const auto wrapped = kms->wrap(key_, as_bytes(ours));
  EXPECT_EQ(kms->unwrap(wrapped, as_bytes("tenant 2, epoch 1")).error(), KmsError::refused);
  EXPECT_EQ(kms->unwrap(wrapped, as_bytes("tenant 1, epoch 2")).error(), KmsError::refused);
  EXPECT_EQ(kms->unwrap(wrapped, {}).error(), KmsError::refused);
  EXPECT_TRUE(opens(*kms, wrapped, key_));
}

TEST_P(Provided, AFlippedOrCutWrapIsRefused) {
  auto kms = open();
  const auto wrapped = kms->wrap(key_, as_bytes(ours));
  const std::vector<std::size_t> places{0, 1, 2, 9, wrapped.size() / 2, wrapped.size() - 2};
  for (const auto at : places) {
    auto flipped = wrapped;
    flipped[at] ^= 0x01;
    EXPECT_EQ(kms->unwrap(flipped, as_bytes(ours)).error(), KmsError::refused) << "byte " << at;
  }
  for (const auto size : {std::size_t{0}, std::size_t{1}, std::size_t{20}, wrapped.size() - 1}) {
    const auto cut = base::ByteView(wrapped).first(size);
    EXPECT_EQ(kms->unwrap(cut, as_bytes(ours)).error(), KmsError::refused) << size << " bytes";
  }
  auto longer = wrapped;
  longer.push_back(0);
  EXPECT_EQ(kms->unwrap(longer, as_bytes(ours)).error(), KmsError::refused);
  EXPECT_TRUE(opens(*kms, wrapped, key_));
}

TEST_P(Provided, AnotherProvidersOrUnknownKindIsRefusedByName) {
  auto kms = open();
  auto wrapped = kms->wrap(key_, as_bytes(ours));
  const auto own = wrapped[0];
  for (const int kind : {0, 1, 2, 3, 4, 5, 6, 7, 255}) {
    if (kind == own) continue;
    wrapped[0] = static_cast<std::uint8_t>(kind);
    EXPECT_EQ(kms->unwrap(wrapped, as_bytes(ours)).error(), KmsError::refused) << kind;
  }
  EXPECT_NE(kms->unwrap(base::Bytes(100, 7), as_bytes(ours)).error().reason, "");
}

TEST_P(Provided, ALostRootKeyIsAClearRefusalAndNothingIsMadeInItsPlace) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  rig_->lose_key();
  const auto error = failure(wrapped);
  EXPECT_EQ(error, KmsError::refused) << error.reason;
  EXPECT_NE(error.reason, "it opens!");
  EXPECT_GT(error.reason.size(), 20U);
  const auto again = failure(wrapped);  // had anything been made, this would fail differently
  EXPECT_EQ(again.reason, error.reason);
}

TEST_P(Provided, ASwappedRootKeyIsAClearRefusal) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  rig_->swap_key();
  const auto error = failure(wrapped);
  EXPECT_EQ(error, KmsError::refused) << error.reason;
  EXPECT_NE(error.reason, "it opens!");
  EXPECT_GT(error.reason.size(), 20U);
  EXPECT_TRUE(open()->health());
}

TEST_P(Provided, AWrongSecretIsAClearErrorAndTheRightOneOpensAgain) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  rig_->spoil_secret();
  const auto error = failure(wrapped);
  EXPECT_EQ(error, KmsError::refused) << error.reason;
  EXPECT_NE(error.reason, "it opens!");
  EXPECT_GT(error.reason.size(), 20U);
  rig_->mend_secret();
  EXPECT_TRUE(opens(*open(), wrapped, key_));
}

TEST_P(Provided, InitDoesNotReplaceTheKeyThatIsThere) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  try {
    EXPECT_NE(init_provider(rig_->spec(), patient).find("nothing was changed"), std::string::npos);
  } catch (const ProviderFault& fault) {
    EXPECT_NE(std::string(fault.what()).find("already"), std::string::npos) << fault.what();
  }
  EXPECT_TRUE(opens(*open(), wrapped, key_));
}

TEST_P(ProvidedFromAfar, GoneMidRunIsUnreachableAndItRecovers) {
  auto kms = open(hasty);
  auto warm = open();
  const auto wrapped = warm->wrap(key_, as_bytes(ours));
  ASSERT_TRUE(opens(*warm, wrapped, key_));
  rig_->stop();
  const auto began = std::chrono::steady_clock::now();
  const auto gone = kms->unwrap(wrapped, as_bytes(ours));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error(), KmsError::unreachable) << gone.error().reason;
  EXPECT_GT(gone.error().reason.size(), 20U);
  EXPECT_THROW(kms->wrap(key_, as_bytes(ours)), KmsFault);
  rig_->start();
  EXPECT_TRUE(opens(*warm, wrapped, key_));
  EXPECT_TRUE(opens(*open(), wrapped, key_));
}

TEST_P(ProvidedByAnother, OneThatHangsKeepsNobodyLongerThanTheBound) {
  const auto wrapped = open()->wrap(key_, as_bytes(ours));
  {
    auto kms = open({.attempt = 300ms, .total = 900ms});
    rig_->hang();
    const auto began = std::chrono::steady_clock::now();
    const auto silent = kms->unwrap(wrapped, as_bytes(ours));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
    ASSERT_FALSE(silent);
    EXPECT_EQ(silent.error(), KmsError::unreachable);
    EXPECT_NE(silent.error().reason.find("answer"), std::string::npos) << silent.error().reason;
    rig_->answer_again();
  }
  EXPECT_TRUE(opens(*open(), wrapped, key_));
}

const std::vector<RigMaker> every{
    {"Local", make_local_rig},
    {"SoftHsmKwp", [] { return make_softhsm_rig("kwp"); }},
    {"SoftHsmGcm", [] { return make_softhsm_rig("gcm"); }},
    {"SoftHsmHmac", [] { return make_softhsm_rig("hmac"); }},
    {"Tpm", make_tpm_rig},
    {"Vault", make_vault_rig},
    {"Aws", make_aws_rig},
};
const std::vector<RigMaker> from_afar(every.begin() + 1, every.end());
const std::vector<RigMaker> by_another(every.begin() + 4, every.end());

std::string name_of(const testing::TestParamInfo<RigMaker>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Kms, Provided, testing::ValuesIn(every), name_of);
INSTANTIATE_TEST_SUITE_P(Kms, ProvidedFromAfar, testing::ValuesIn(from_afar), name_of);
INSTANTIATE_TEST_SUITE_P(Kms, ProvidedByAnother, testing::ValuesIn(by_another), name_of);

}  // namespace
}  // namespace wardroom::kms
