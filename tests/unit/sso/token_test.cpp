#include "sso/token.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "identity/usernames.h"
#include "sso/failure.h"
#include "sso/usernames.h"

namespace wardroom::sso {
namespace {

boost::json::object object(std::string_view json) { return base::parse_json(json).as_object(); }

// RFC 7515, appendix A.2 (RS256) and A.3 (ES256).
constexpr std::string_view rs256_key =
    R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0)"
    R"(Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-)"
    R"(UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2)"
    R"(PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]})";
constexpr std::string_view rs256_token =
    "eyJhbGciOiJSUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
    "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAc"
    "QjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
    "eOkHWEs"
    "qtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr std::string_view es256_key =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr std::string_view es256_token =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(ForeignToken, AgreesWithThePublishedVectors) {
  EXPECT_EQ(text_claim(verified_claims(rs256_token, rs256_key), "iss"), "joe");
  EXPECT_EQ(text_claim(verified_claims(es256_token, es256_key), "iss"), "joe");
}

TEST(ForeignToken, IsRefusedWhereverItIsChanged) {
  for (std::size_t at = 0; at < es256_token.size(); ++at) {
    std::string changed(es256_token);
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_THROW(verified_claims(changed, es256_key), Failure) << at;
  }
}

TEST(ForeignToken, IsRefusedUnderAnotherKey) {
  EXPECT_THROW(verified_claims(rs256_token, es256_key), Failure);
  EXPECT_THROW(verified_claims(es256_token, rs256_key), Failure);
  EXPECT_THROW(verified_claims(es256_token, R"({"keys":[]})"), Failure);
  EXPECT_THROW(verified_claims(es256_token, "{}"), Failure);
  EXPECT_THROW(verified_claims(es256_token, "no"), Failure);
}

TEST(ForeignToken, KeySetsAreSearchedById) {
  const auto set = R"({"keys":[{"kid":"a"},{"kid":"b"}]})";
  EXPECT_TRUE(has_key(set, "b"));
  EXPECT_FALSE(has_key(set, "c"));
  EXPECT_TRUE(has_key(set, std::nullopt));
}

TEST(Usernames, AreMadeOfWhatTheProviderSays) {
  EXPECT_EQ(username_from(object(R"({"preferred_username":"Ada.Lovelace@example.org"})")), "ada.lovelace");
  EXPECT_EQ(username_from(object(R"({"email":"grace_hopper@example.org"})")), "grace_hopper");
  EXPECT_EQ(username_from(object(R"({"preferred_username":"Ada Lovelace"})")), "ada.lovelace");
  EXPECT_EQ(username_from(object(R"({"preferred_username":"\u00e9","sub":"x"})")).substr(0, 5), "user-");
  const auto long_one = username_from(object(R"({"preferred_username":"a123456789012345678901234567890123456789"})"));
  EXPECT_EQ(long_one.size(), 32u);
  EXPECT_EQ(identity::numbered(long_one, 12).size(), 32u);
  EXPECT_TRUE(identity::numbered(long_one, 12).ends_with("-12"));
}

TEST(Usernames, DisplayNamesAreCutAtWholeLetters) {
  std::string name;
  for (int i = 0; i < 100; ++i) name += "\u00e9";
  const auto cut = display_name_from({{"name", name}}, "x");
  EXPECT_EQ(base::code_points(cut), 80u);
  EXPECT_EQ(display_name_from({}, "x"), "x");
}

TEST(Usernames, AnAddressCountsWhenItIsVerified) {
  EXPECT_EQ(verified_email(object(R"({"email":"A@B.org","email_verified":true})")), "a@b.org");
  EXPECT_EQ(verified_email(object(R"({"email":"A@B.org","email_verified":"true"})")), "a@b.org");
  EXPECT_EQ(verified_email(object(R"({"email":"A@B.org","email_verified":false})")), "");
  EXPECT_EQ(verified_email(object(R"({"email":"A@B.org"})")), "");
}

}  // namespace
}  // namespace wardroom::sso
