#include "crypto/jwt.h"

#include <gtest/gtest.h>

#include "vectors.h"

namespace wardroom::crypto {
namespace {

class AccessToken : public testing::Test {
 protected:
  SigningKey key_ = SigningKey::generate();
  std::vector<VerifyingKey> keys_{{key_id(key_.public_key()), key_.public_key()}};
  AccessClaims claims_{.iss = "https://chat.example",
                       .aud = "wardroom",
                       .sub = "usr_1",
                       .tid = "ws_1",
                       .sid = "ses_1",
                       .jti = "jti-1",
                       .iat = 1000,
                       .nbf = 1000,
                       .exp = 1900};

  std::string signed_parts(std::string_view header, std::string_view payload) const {
    auto token = base::to_base64url(base::as_bytes(header)) + "." + base::to_base64url(base::as_bytes(payload));
    return token + "." + base::to_base64url(key_.sign(base::as_bytes(token)));
  }
  std::string header() const { return R"({"alg":"EdDSA","kid":")" + keys_[0].kid + R"(","typ":"at+jwt"})"; }
  static constexpr std::string_view payload_ =
      R"({"aud":"wardroom","exp":1900,"iat":1000,"iss":"https://chat.example","jti":"jti-1","nbf":1000,"sid":"ses_1","sub":"usr_1","tid":"ws_1"})";

  bool accepted(std::string_view token, std::int64_t now = 1500) const {
    return verify_access_token(token, keys_, "https://chat.example", "wardroom", now).has_value();
  }
  std::string good() const { return sign_access_token(key_, keys_[0].kid, claims_); }
};

TEST_F(AccessToken, CarriesItsClaims) {
  const auto claims = verify_access_token(good(), keys_, "https://chat.example", "wardroom", 1500);
  ASSERT_TRUE(claims);
  EXPECT_EQ(*claims, claims_);
  EXPECT_EQ(good(), signed_parts(header(), payload_));
}

TEST_F(AccessToken, HoldsFromNotBeforeUntilJustBeforeExpiry) {
  EXPECT_FALSE(accepted(good(), 999));
  EXPECT_TRUE(accepted(good(), 1000));
  EXPECT_TRUE(accepted(good(), 1899));
  EXPECT_FALSE(accepted(good(), 1900));
}

TEST_F(AccessToken, IsRefusedForAnotherIssuerAudienceOrKey) {
  EXPECT_FALSE(verify_access_token(good(), keys_, "https://other.example", "wardroom", 1500));
  EXPECT_FALSE(verify_access_token(good(), keys_, "https://chat.example", "other", 1500));
  const auto other = SigningKey::generate();
  EXPECT_FALSE(accepted(sign_access_token(other, keys_[0].kid, claims_)));
  EXPECT_FALSE(accepted(sign_access_token(key_, key_id(other.public_key()), claims_)));
}

TEST_F(AccessToken, IsRefusedWhenAnySingleCharacterChanges) {
  auto token = good();
  for (char& c : token) {
    const char kept = c;
    c = kept == 'A' ? 'B' : 'A';
    EXPECT_FALSE(accepted(token));
    c = kept;
  }
  EXPECT_TRUE(accepted(token));
}

TEST_F(AccessToken, AlgorithmAndTypeAreNotTheTokensToChoose) {
  const auto kid = keys_[0].kid;
  for (const auto& other : {
           R"({"alg":"none","kid":")" + kid + R"(","typ":"at+jwt"})",
           R"({"alg":"HS256","kid":")" + kid + R"(","typ":"at+jwt"})",
           R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"JWT"})",
           R"({"alg":"EdDSA","kid":")" + kid + R"("})",
           R"({"alg":"EdDSA","crit":["x"],"kid":")" + kid + R"(","typ":"at+jwt"})",
           R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"at+jwt","alg":"none"})",
           R"({"alg":"EdDSA", "kid":")" + kid + R"(","typ":"at+jwt"})",
       }) {
    EXPECT_FALSE(accepted(signed_parts(other, payload_))) << other;
  }
  const auto token = good();
  EXPECT_FALSE(accepted(token.substr(0, token.rfind('.') + 1)));  // no signature at all
}

TEST_F(AccessToken, PayloadIsRefusedWithAnyDeviation) {
  const std::string good_payload(payload_);
  const auto with = [&](std::string_view from, std::string_view to) {
    auto text = good_payload;
    text.replace(text.find(from), from.size(), to);
    return signed_parts(header(), text);
  };
  ASSERT_TRUE(accepted(signed_parts(header(), good_payload)));
  EXPECT_FALSE(accepted(with(R"("tid":"ws_1")", R"("tid":"ws_1","tier":"owner")")));  // unknown member
  EXPECT_FALSE(accepted(with(R"("tid":"ws_1")", R"("tid":"ws_2","tid":"ws_1")")));    // duplicate
  EXPECT_FALSE(accepted(with(R"(,"tid":"ws_1")", "")));                               // missing
  EXPECT_FALSE(accepted(with(R"("aud":"wardroom")", R"("aud":["wardroom"])")));       // another type
  EXPECT_FALSE(accepted(with(R"("exp":1900)", R"("exp":1900.5)")));
  EXPECT_FALSE(accepted(with(R"("exp":1900)", R"("exp":"1900")")));
  EXPECT_FALSE(accepted(with(R"("exp":1900)", R"("exp":1e400)")));
  EXPECT_FALSE(accepted(with(R"("exp":1900)", R"("exp":18446744073709551615)")));
  EXPECT_FALSE(accepted(with(R"("nbf":1000)", R"("nbf":-1)")));
  EXPECT_FALSE(accepted(with(R"("sub":"usr_1")", R"("sub":"")")));
  EXPECT_FALSE(accepted(with(R"("sub":"usr_1")", R"("sub": "usr_1")")));  // a space
  EXPECT_FALSE(accepted(signed_parts(header(), "[]")));
  EXPECT_FALSE(accepted(signed_parts(header(), "")));
}

TEST_F(AccessToken, IsRefusedWithOtherPartsPaddingOrTooLong) {
  const auto token = good();
  for (const auto& bad : {std::string(), std::string("."), std::string(".."), std::string("..."), token + ".",
                          token + "=", "." + token, token + "." + token, token + " ", token.substr(1)}) {
    EXPECT_FALSE(accepted(bad)) << bad;
  }
  auto claims = claims_;
  claims.jti.assign(max_access_token_size, 'j');
  EXPECT_THROW(sign_access_token(key_, keys_[0].kid, claims), std::length_error);
}

TEST(KeyId, IsTheThumbprintOfRfc8037) {
  PublicKey key{};
  std::ranges::copy(test::hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), key.begin());
  EXPECT_EQ(key_id(key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  const std::vector<VerifyingKey> keys{{key_id(key), key}};
  EXPECT_EQ(jwks_json(keys),
            R"({"keys":[{"alg":"EdDSA","crv":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",)"
            R"("kty":"OKP","use":"sig","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
}

}  // namespace
}  // namespace wardroom::crypto
