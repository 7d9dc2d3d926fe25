#include "crypto/password.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "crypto/argon2.h"

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

// Another implementation, which made the hashes of before.
TEST(Password, AgreesWithLibsodium) {
  ASSERT_GE(sodium_init(), 0);
  char theirs[crypto_pwhash_STRBYTES];
  ASSERT_EQ(
      crypto_pwhash_str_alg(theirs, "correct horse", 13, 2, std::size_t{8192} * 1024, crypto_pwhash_ALG_ARGON2ID13), 0);
  EXPECT_TRUE(may_be_taken_over(theirs));
  EXPECT_TRUE(verify_password(theirs, "correct horse", cheap).ok);
  EXPECT_FALSE(verify_password(theirs, "correct horsf", cheap).ok);
  const auto ours = hash_password("correct horse", {.memory_kib = 8192, .passes = 2});
  EXPECT_EQ(crypto_pwhash_str_verify(ours.c_str(), "correct horse", 13), 0);
  EXPECT_NE(crypto_pwhash_str_verify(ours.c_str(), "correct horsf", 13), 0);
}

TEST(Password, IsTheSameAfterTheMemoryWasGivenBack) {
  const auto phc = hash_password("correct horse", cheap);
  release_argon2_memory();
  EXPECT_TRUE(verify_password(phc, "correct horse", cheap).ok);
  EXPECT_TRUE(verify_password(published, "password", cheap).ok);
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

// jBCrypt's vectors.
constexpr std::pair<std::string_view, std::string_view> bcrypt_vectors[] = {
    {"", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."},
    {"a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"},
    {"abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"},
    {"abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC"},
};

TEST(Bcrypt, VerifiesThePublishedVectorsAndAsksForANewHash) {
  for (const auto& [password, hash] : bcrypt_vectors) {
    ASSERT_TRUE(may_be_taken_over(hash)) << hash;
    const auto verdict = verify_password(hash, password, {});
    EXPECT_TRUE(verdict.ok) << hash;
    EXPECT_TRUE(verdict.rehash);
    const auto other = verify_password(hash, std::string(password) + "x", {});
    EXPECT_FALSE(other.ok);
    EXPECT_FALSE(other.rehash);
  }
  EXPECT_FALSE(verify_password(bcrypt_vectors[1].second, std::string_view("a\0b", 3), {}).ok);
}

TEST(Bcrypt, WhatIsNoHashOrCostsTooMuchIsNone) {
  const std::string good(bcrypt_vectors[2].second);
  for (const auto& bad :
       {std::string(), good.substr(1), good + "x", "$2x" + good.substr(3), "$2a$31" + good.substr(6),
        "$2a$03" + good.substr(6), "$2a$15" + good.substr(6), "$2a$6$" + good.substr(6), good.substr(0, 59) + ":",
        std::string("$1$abc$def"),
        std::string("$argon2id$v=19$m=1048576,t=64,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4x"),
        std::string("$argon2id$v=19$m=65536,t=3,p=1$"),
        std::string("$argon2id$v=19$m=99999999,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g")}) {
    EXPECT_FALSE(may_be_taken_over(bad)) << bad;
    EXPECT_FALSE(verify_password(bad, "abc", {}).ok) << bad;
  }
  EXPECT_TRUE(may_be_taken_over(hash_password("some words for it", {.memory_kib = 8192, .passes = 1})));
}

}  // namespace
}  // namespace wardroom::crypto
