#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "crypto/hkdf.h"
#include "vectors.h"

namespace wardroom::crypto {
namespace {

using base::as_bytes;
using test::hex;

TEST(Sha256, AgreesWithFips180) {
  EXPECT_EQ(base::to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(base::to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, OfPartsIsTheHashOfTheirJoin) { EXPECT_EQ(sha256({as_bytes("a"), {}, as_bytes("bc")}), sha256("abc")); }

TEST(HmacSha256, AgreesWithRfc4231) {
  auto key = hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
  key.resize(32);  // HMAC itself fills short keys with zeros
  EXPECT_EQ(base::to_hex(hmac_sha256(test::secret(key), as_bytes("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  auto jefe = base::to_bytes("Jefe");
  jefe.resize(32);
  EXPECT_EQ(base::to_hex(hmac_sha256(test::secret(jefe), {as_bytes("what do ya want "), as_bytes("for nothing?")})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hkdf, AgreesWithRfc5869) {
  base::Bytes out(42);
  const base::Bytes input(22, 0x0b);
  hkdf_sha256(input, hex("000102030405060708090a0b0c"), hex("f0f1f2f3f4f5f6f7f8f9"), out);
  EXPECT_EQ(base::to_hex(out), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  hkdf_sha256(input, {}, {}, out);
  EXPECT_EQ(base::to_hex(out), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, AgreesWithWycheproof) {
  const auto file = test::wycheproof("hkdf_sha256_test.json");
  if (!file) GTEST_SKIP() << "Wycheproof is not here: set WARDROOM_VECTORS";
  int cases = 0;
  for (const auto& group : file->at("testGroups").as_array()) {
    for (const auto& t : group.at("tests").as_array()) {
      const auto derive = [&] {
        base::Bytes out(static_cast<std::size_t>(t.at("size").as_int64()));
        hkdf_sha256(test::hex_of(t, "ikm"), test::hex_of(t, "salt"), test::hex_of(t, "info"), out);
        return out;
      };
      if (t.at("result").as_string() == "invalid") {
        EXPECT_THROW(derive(), std::runtime_error) << t;
      } else {
        EXPECT_EQ(derive(), test::hex_of(t, "okm")) << t;
      }
      ++cases;
    }
  }
  EXPECT_EQ(cases, file->at("numberOfTests").as_int64());
}

}  // namespace
}  // namespace wardroom::crypto
