// AWS's own vectors: the Signature Version 4 test suite (get-vanilla and others), with its credentials.
#include "kms/aws_signature.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace wardroom::kms::aws {
namespace {

struct Vector {
  const char* name;
  SignedRequest request;
  const char* canonical_hash;  // as its .sts file says; empty: not compared
  const char* signature;
};

std::map<std::string, std::string> with(std::map<std::string, std::string> headers) {
  headers["host"] = "example.amazonaws.com";
  headers["x-amz-date"] = "20150830T123600Z";
  return headers;
}

std::string signed_as(const SignedRequest& request) {
  const auto header =
      authorization(request, {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, "us-east-1", "service");
  EXPECT_TRUE(header.starts_with(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="));
  return header.substr(header.rfind('=') + 1);
}

TEST(AwsSignature, AgreesWithThePublishedVectors) {
  const std::vector<Vector> vectors{
      {"get-vanilla",
       {.method = "GET", .path = "/", .headers = with({}), .body = ""},
       "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-header-value-trim",
       {.method = "GET",
        .path = "/",
        .headers = with({{"my-header1", " value1"}, {"my-header2", " \"a   b   c\""}}),
        .body = ""},
       "",
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
      {"post-vanilla",
       {.method = "POST", .path = "/", .headers = with({}), .body = ""},
       "",
       "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
      {"post-header-key-sort",
       {.method = "POST", .path = "/", .headers = with({{"my-header1", "value1"}}), .body = ""},
       "",
       "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
      {"post-header-value-case",
       {.method = "POST", .path = "/", .headers = with({{"my-header1", "VALUE1"}}), .body = ""},
       "",
       "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
      {"post-x-www-form-urlencoded",
       {.method = "POST",
        .path = "/",
        .headers = with({{"content-type", "application/x-www-form-urlencoded"}}),
        .body = "Param1=value1"},
       "",
       "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
  };
  for (const auto& vector : vectors) {
    EXPECT_EQ(signed_as(vector.request), vector.signature) << vector.name;
    if (*vector.canonical_hash) {
      EXPECT_EQ(base::to_hex(crypto::sha256(canonical_request(vector.request))), vector.canonical_hash) << vector.name;
    }
  }
}

TEST(AwsSignature, EveryPartOfTheRequestIsSigned) {
  const SignedRequest request{
      .method = "POST", .path = "/", .headers = with({{"x-amz-target", "TrentService.Decrypt"}}), .body = "{}"};
  const auto right = signed_as(request);
  auto changed = request;
  changed.body = "{} ";
  EXPECT_NE(signed_as(changed), right);
  changed = request;
  changed.headers["x-amz-target"] = "TrentService.Encrypt";
  EXPECT_NE(signed_as(changed), right);
  changed = request;
  changed.headers["x-amz-date"] = "20150830T123601Z";
  EXPECT_NE(signed_as(changed), right);
  changed = request;
  changed.path = "/x";
  EXPECT_NE(signed_as(changed), right);
}

TEST(AwsSignature, WritesDatesAsAmzDate) {
  EXPECT_EQ(amz_date(1440938160), "20150830T123600Z");
  EXPECT_EQ(amz_date(951782400), "20000229T000000Z");
}

}  // namespace
}  // namespace wardroom::kms::aws
