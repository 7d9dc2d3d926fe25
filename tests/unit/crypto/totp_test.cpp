#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace wardroom::crypto {
namespace {

const auto rfc_secret = base::as_bytes("12345678901234567890");

// RFC 6238, appendix B, SHA-1; the last six of the eight digits there.
TEST(Totp, AgreesWithThePublishedVectors) {
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},         {1111111109, "081804"},
                                                          {1111111111, "050471"}, {1234567890, "005924"},
                                                          {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [at, code] : vectors) EXPECT_EQ(totp_code(rfc_secret, at / 30), code) << at;
}

// RFC 4226, appendix D.
TEST(Totp, AgreesWithTheVectorsOfItsCounter) {
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (std::int64_t i = 0; i < 10; ++i) EXPECT_EQ(totp_code(rfc_secret, i), codes[i]) << i;
}

TEST(Totp, TakesTheNeighboursOfTheStepAndNoOther) {
  constexpr std::int64_t now = 1234567890;
  for (const auto off : {-1, 0, 1}) {
    const auto step = now / 30 + off;
    EXPECT_EQ(totp_step_of(rfc_secret, totp_code(rfc_secret, step), now, 0), step);
  }
  EXPECT_FALSE(totp_step_of(rfc_secret, totp_code(rfc_secret, now / 30 - 2), now, 0));
  EXPECT_FALSE(totp_step_of(rfc_secret, totp_code(rfc_secret, now / 30 + 2), now, 0));
}

TEST(Totp, ACodeIsGoodOnceAndThenAllBeforeItAreNot) {
  constexpr std::int64_t now = 1234567890;
  const auto step = now / 30;
  EXPECT_FALSE(totp_step_of(rfc_secret, totp_code(rfc_secret, step), now, step));
  EXPECT_FALSE(totp_step_of(rfc_secret, totp_code(rfc_secret, step - 1), now, step));
  EXPECT_TRUE(totp_step_of(rfc_secret, totp_code(rfc_secret, step + 1), now, step));
}

TEST(Totp, RefusesWhatIsNoCode) {
  for (const auto* const text : {"", "28708", "2870822", "abcdef", "\0\0\0\0\0\0"}) {
    EXPECT_FALSE(totp_step_of(rfc_secret, text, 59, -1)) << text;
  }
}

// RFC 4648, section 10.
TEST(Totp, Base32AgreesWithThePublishedVectors) {
  EXPECT_EQ(base32({}), "");
  EXPECT_EQ(base32(base::as_bytes("f")), "MY");
  EXPECT_EQ(base32(base::as_bytes("fo")), "MZXQ");
  EXPECT_EQ(base32(base::as_bytes("foo")), "MZXW6");
  EXPECT_EQ(base32(base::as_bytes("foob")), "MZXW6YQ");
  EXPECT_EQ(base32(base::as_bytes("fooba")), "MZXW6YTB");
  EXPECT_EQ(base32(base::as_bytes("foobar")), "MZXW6YTBOI");
}

TEST(Totp, TheUriNamesIssuerAndAccountWhateverTheyHold) {
  EXPECT_EQ(totp_uri("Acme & Co", "olga@x:y", base::as_bytes("foobar")),
            "otpauth://totp/Acme%20%26%20Co:olga%40x%3Ay?secret=MZXW6YTBOI&issuer=Acme%20%26%20Co");
}

}  // namespace
}  // namespace wardroom::crypto
