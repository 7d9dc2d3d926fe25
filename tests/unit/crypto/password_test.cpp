#include "crypto/password.h"

#include <gtest/gtest.h>

namespace wardroom::crypto {
namespace {

constexpr PasswordCost cheap{.memory_kib = 256, .passes = 2};
// From the reference implementation's tests (P-H-C/phc-winner-argon2): "password", "somesalt".
constexpr auto published = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

TEST(Password, VerifiesAPublishedHash) {
  EXPECT_TRUE(verify_password(published, "password", cheap).ok);
  EXPECT_FALSE(verify_password(published, "passwore", cheap).ok);
}

TEST(Password, HashesToAPhcStringWithItsCostAndAFreshSalt) {
  const auto phc = hash_password("correct horse", cheap);
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=256,t=2,p=1$")) << phc;
  EXPECT_NE(phc, hash_password("correct horse", cheap));
  EXPECT_TRUE(verify_password(phc, "correct horse", cheap).ok);
  EXPECT_FALSE(verify_password(phc, "", cheap).ok);
}

TEST(Password, DefaultCostIs64MiBAndThreePasses) {
  EXPECT_TRUE(hash_password("x", {}).starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST(Password, AsksForARehashOnlyWhenTheStoredCostIsWeaker) {
  const auto phc = hash_password("p", {.memory_kib = 512, .passes = 3});
  EXPECT_FALSE(verify_password(phc, "p", {.memory_kib = 512, .passes = 3}).rehash);
  EXPECT_FALSE(verify_password(phc, "p", cheap).rehash);
  EXPECT_TRUE(verify_password(phc, "p", {.memory_kib = 1024, .passes = 3}).rehash);
  EXPECT_TRUE(verify_password(phc, "p", {.memory_kib = 512, .passes = 4}).rehash);
  EXPECT_FALSE(verify_password(phc, "wrong", {.memory_kib = 1024, .passes = 3}).rehash);
}

TEST(Password, RefusesMalformedHashesAndThoseThatAskForTooMuch) {
  for (const auto* const phc :
       {"", "x", "$argon2id$", "$argon2id$v=19$m=256,t=2,p=1$", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
        "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=4000000000,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=200$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"}) {
    EXPECT_FALSE(verify_password(phc, "password", cheap).ok) << phc;
  }
}

TEST(Password, OfNobodyIsNeverRight) { EXPECT_FALSE(verify_password_of_nobody("password", cheap).ok); }

}  // namespace
}  // namespace wardroom::crypto
