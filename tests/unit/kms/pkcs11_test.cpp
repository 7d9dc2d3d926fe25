// What is special about tokens: the PIN and its lock, the token that is pulled, the module that hangs. SoftHSM2 behind
// a shim that can do what SoftHSM2 cannot (tests/support/kms/pkcs11_shim.cpp).
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <p11-kit/pkcs11.h>

#include <chrono>

#include "crypto/sign.h"
#include "kms/durable_file.h"
#include "kms/provider.h"
#include "unit/kms/stand_in.h"

namespace wardroom::kms {
namespace {

using base::as_bytes;
using namespace std::chrono_literals;

template <class Function>
Function* shim(const char* name) {
  void* const library = ::dlopen(WARDROOM_PKCS11_SHIM, RTLD_NOW | RTLD_LOCAL);
  return reinterpret_cast<Function*>(::dlsym(library, name));
}

class Token : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_ / "tokens");
    replace_file(folder_ / "softhsm2.conf", as_bytes("directories.tokendir = " + path_of(folder_ / "tokens") + "\n"));
    ::setenv("SOFTHSM2_CONF", path_of(folder_ / "softhsm2.conf").c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    test::run(
        {"softhsm2-util", "--init-token", "--free", "--label", "wardroom", "--so-pin", "12345678", "--pin", "1234"});
    pin("1234");
    init_provider(spec_);
  }
  void TearDown() override {
    flags(0);
    login_answer(CKR_OK);
    pulled(false);
    hangs(false);
  }

  void pin(const std::string& pin) { replace_file(folder_ / "pin", as_bytes(pin)); }
  std::unique_ptr<Kms> open(const OpenOptions& options = {.attempt = 15s, .total = 2s}) const {
    return open_provider(spec_, options);
  }
  static KmsError why(Kms& kms) {
    const auto health = kms.health();
    return health ? KmsError(KmsError::refused, "it works!") : health.error();
  }
  static void flags(CK_FLAGS flags) { shim<void(CK_FLAGS)>("shim_flags")(flags); }
  static void login_answer(CK_RV rv) { shim<void(CK_RV)>("shim_login_answer")(rv); }
  static int logins() { return shim<int()>("shim_logins")(); }
  static void pulled(bool on) { shim<void(bool)>("shim_pulled")(on); }
  static void hangs(bool on) { shim<void(bool)>("shim_hangs")(on); }

  test::ScratchFolder folder_;
  ProviderSpec spec_{.provider = Provider::pkcs11,
                     .pkcs11 = Pkcs11Spec{.module = {WARDROOM_PKCS11_SHIM},
                                          .token = {"wardroom"},
                                          .mechanism = ShortText{"gcm"},
                                          .pin_file = ShortText{path_of(folder_ / "pin")}}};
};

TEST_F(Token, AWrongPinIsSentOnceAndARightOneIsTakenWithoutARestart) {
  const auto kms = open();
  pin("9999");
  const int before = logins();
  for (int i = 0; i < 5; ++i) {
    const auto error = why(*kms);
    EXPECT_EQ(error, KmsError::refused);
    EXPECT_NE(error.reason.find("does not accept the PIN"), std::string::npos) << error.reason;
  }
  EXPECT_EQ(logins(), before + 1);
  pin("1234");
  EXPECT_TRUE(kms->health());
}

TEST_F(Token, ALockedPinIsToldAndNotTried) {
  const auto kms = open();
  flags(CKF_USER_PIN_LOCKED);
  const int before = logins();
  const auto error = why(*kms);
  EXPECT_EQ(error, KmsError::refused);
  EXPECT_NE(error.reason.find("has locked its PIN"), std::string::npos) << error.reason;
  EXPECT_EQ(logins(), before);
}

TEST_F(Token, ATokenThatSaysLockedOnlyAtTheLoginIsAskedOnce) {
  const auto kms = open();
  login_answer(CKR_PIN_LOCKED);
  const int before = logins();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(why(*kms), KmsError::refused);
  EXPECT_EQ(logins(), before + 1);
}

TEST_F(Token, TheLastTryIsLeftToAHuman) {
  const auto kms = open();
  flags(CKF_USER_PIN_FINAL_TRY);
  const int before = logins();
  const auto error = why(*kms);
  EXPECT_EQ(error, KmsError::refused);
  EXPECT_NE(error.reason.find("one last try"), std::string::npos) << error.reason;
  EXPECT_EQ(logins(), before);
  flags(0);
  EXPECT_TRUE(kms->health());
}

TEST_F(Token, PulledOutItIsUnreachableAndPutBackItLogsInAgain) {
  const auto kms = open();
  const auto key = Key::random();
  const auto wrapped = kms->wrap(key, as_bytes("x"));
  pulled(true);
  const auto gone = kms->unwrap(wrapped, as_bytes("x"));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error(), KmsError::unreachable) << gone.error().reason;
  EXPECT_NE(gone.error().reason.find("plugged in"), std::string::npos) << gone.error().reason;
  pulled(false);
  EXPECT_TRUE(kms->unwrap(wrapped, as_bytes("x")));
}

TEST_F(Token, AModuleThatHangsKeepsNobody) {
  const auto kms = open({.attempt = 300ms, .total = 600ms});
  const auto wrapped = open()->wrap(Key::random(), as_bytes("x"));
  hangs(true);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(kms->unwrap(wrapped, as_bytes("x")).error(), KmsError::unreachable);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
  hangs(false);
}

TEST_F(Token, ASigningKeyIsMadeSignsAndIsDestroyed) {
  const auto kms = open();
  const auto made = kms->make_signing_key();
  ASSERT_TRUE(made) << made.error().reason;
  const auto signature = kms->sign(made->id, as_bytes("what was said"));
  ASSERT_TRUE(signature) << signature.error().reason;
  EXPECT_TRUE(crypto::verify(made->public_key, as_bytes("what was said"), *signature));
  ASSERT_TRUE(kms->destroy_signing_key(made->id));
  const auto gone = kms->sign(made->id, as_bytes("what was said"));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error(), KmsError::refused);
  EXPECT_NE(gone.error().reason.find("holds no signing key"), std::string::npos) << gone.error().reason;
  EXPECT_TRUE(kms->destroy_signing_key(made->id)) << "again";
}

TEST_F(Token, SigningKeysAreSeveralAndEachSignsForItself) {
  const auto kms = open();
  const auto one = kms->make_signing_key().value();
  const auto two = kms->make_signing_key().value();
  EXPECT_NE(one.public_key, two.public_key);
  const auto signature = kms->sign(two.id, as_bytes("x")).value();
  EXPECT_TRUE(crypto::verify(two.public_key, as_bytes("x"), signature));
  EXPECT_FALSE(crypto::verify(one.public_key, as_bytes("x"), signature));
}

TEST_F(Token, SigningKeysAreThereAgainAfterTheTokenWasPulled) {
  const auto kms = open();
  const auto made = kms->make_signing_key().value();
  pulled(true);
  const auto away = kms->sign(made.id, as_bytes("x"));
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error(), KmsError::unreachable) << away.error().reason;
  pulled(false);
  EXPECT_TRUE(kms->sign(made.id, as_bytes("x")));
}

TEST_F(Token, AModuleThatHangsKeepsNobodyWhoSigns) {
  const auto made = open()->make_signing_key().value();
  const auto kms = open({.attempt = 300ms, .total = 600ms});
  hangs(true);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(kms->sign(made.id, as_bytes("x")).error(), KmsError::unreachable);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
  hangs(false);
}

TEST_F(Token, AKeyThatCanBeReadOutIsRefused) {
  test::run({"pkcs11-tool", "--module", "/usr/lib/softhsm/libsofthsm2.so", "--token-label", "wardroom", "--login",
             "--pin", "1234", "--keygen", "--key-type", "AES:32", "--label", "open", "--extractable", "--usage-wrap",
             "--usage-decrypt"});
  spec_.pkcs11->key = ShortText{"open"};
  const auto error = why(*open());
  EXPECT_EQ(error, KmsError::refused);
  EXPECT_NE(error.reason.find("can be read out"), std::string::npos) << error.reason;
}

TEST_F(Token, WhatIsNoModuleIsRefusedByName) {
  const auto fault = [&](const std::string& module) -> std::string {
    spec_.pkcs11->module = {module};
    try {
      open();
    } catch (const ProviderFault& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_TRUE(fault("/nowhere/module.so").starts_with("pkcs11.module: /nowhere/module.so"));
  EXPECT_TRUE(fault("module.so").starts_with("pkcs11.module: give the absolute path"));
  EXPECT_TRUE(fault(path_of(folder_ / "pin")).starts_with("pkcs11.module: cannot be loaded"));
}

}  // namespace
}  // namespace wardroom::kms
