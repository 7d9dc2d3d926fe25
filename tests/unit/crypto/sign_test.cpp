#include "crypto/sign.h"

#include <gtest/gtest.h>

#include "vectors.h"

namespace wardroom::crypto {
namespace {

using base::as_bytes;
using test::hex;

TEST(Ed25519, AgreesWithRfc8032) {
  const SigningKey one(test::secret(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")));
  EXPECT_EQ(base::to_hex(one.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(
      base::to_hex(one.sign({})),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595"
      "bbe24655141438e7a100b");
  const SigningKey two(test::secret(hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  EXPECT_EQ(
      base::to_hex(two.sign(hex("72"))),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb43"
      "02aeeb00d291612bb0c00");
}

TEST(Ed25519, AgreesWithWycheproof) {
  const auto file = test::wycheproof("ed25519_test.json");
  if (!file) GTEST_SKIP() << "Wycheproof is not here: set WARDROOM_VECTORS";
  int cases = 0;
  for (const auto& group : file->at("testGroups").as_array()) {
    const auto pk = hex(group.at("publicKey").at("pk").as_string());
    PublicKey key{};
    ASSERT_EQ(pk.size(), key.size());
    std::ranges::copy(pk, key.begin());
    for (const auto& t : group.at("tests").as_array()) {
      EXPECT_EQ(verify(key, test::hex_of(t, "msg"), test::hex_of(t, "sig")), t.at("result").as_string() == "valid")
          << t;
      ++cases;
    }
  }
  EXPECT_EQ(cases, file->at("numberOfTests").as_int64());
}

TEST(Ed25519, RefusesAnotherKeyAnotherMessageAndAShortSignature) {
  const auto key = SigningKey::generate();
  const auto signature = key.sign(as_bytes("yes"));
  EXPECT_TRUE(verify(key.public_key(), as_bytes("yes"), signature));
  EXPECT_FALSE(verify(key.public_key(), as_bytes("no"), signature));
  EXPECT_FALSE(verify(SigningKey::generate().public_key(), as_bytes("yes"), signature));
  EXPECT_FALSE(verify(key.public_key(), as_bytes("yes"), base::ByteView(signature).first(63)));
}

TEST(Ed25519, RefusesSmallOrderKeys) {
  PublicKey identity{};
  identity[0] = 1;
  Signature signature{};
  signature[0] = 1;  // R = identity, S = 0: holds for every message under a small-order key
  EXPECT_FALSE(verify(identity, as_bytes("anything"), signature));
}

TEST(SigningKey, ComesBackFromItsSeed) {
  const auto key = SigningKey::generate();
  EXPECT_EQ(SigningKey(key.seed()).public_key(), key.public_key());
}

}  // namespace
}  // namespace wardroom::crypto
