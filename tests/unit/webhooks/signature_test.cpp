#include "webhooks/signature.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace wardroom::webhooks {
namespace {

// The vector that the libraries of Standard Webhooks test themselves with.
TEST(WebhookSignature, IsThatOfThePublishedVector) {
  EXPECT_EQ(signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                      R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, EachPartCounts) {
  const auto secret = new_secret();
  const auto of = [&](std::string_view id, std::int64_t at, std::string_view body) {
    return signature(secret, id, at, body);
  };
  const auto signed_once = of("a", 1, "b");
  EXPECT_EQ(of("a", 1, "b"), signed_once);
  EXPECT_NE(of("c", 1, "b"), signed_once);
  EXPECT_NE(of("a", 2, "b"), signed_once);
  EXPECT_NE(of("a", 1, "c"), signed_once);
  EXPECT_NE(signature(new_secret(), "a", 1, "b"), signed_once);
}

TEST(WebhookSignature, SecretsAreNewEachTimeAndOfTheForm) {
  const auto secret = new_secret();
  EXPECT_NE(secret, new_secret());
  EXPECT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(base::from_base64(secret.substr(6)).value().size(), 32);
}

TEST(WebhookSignature, WhatIsNoSecretSignsNothing) {
  for (const auto* const secret : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!", "whsec_MfKQ9r8G"}) {
    EXPECT_THROW(signature(secret, "a", 1, "b"), std::invalid_argument) << secret;
  }
}

}  // namespace
}  // namespace wardroom::webhooks
