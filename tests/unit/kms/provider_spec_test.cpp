#include <gtest/gtest.h>

#include "base/json.h"
#include "kms/provider.h"

namespace wardroom::kms {
namespace {

ProviderSpec read(const char* text) { return base::from_json<ProviderSpec>(base::parse_json(text)); }

TEST(ProviderSpec, IsReadAndWrittenAsJson) {
  const auto spec = read(R"({"provider":"vault","vault":{"url":"https://v","key":"k","namespace":"n","token":"t"}})");
  EXPECT_EQ(spec.vault->namespace_->value, "n");
  EXPECT_EQ(base::from_json<ProviderSpec>(base::to_json(spec)), spec);
  EXPECT_THROW(read(R"({"provider":"vault","vault":{"url":"https://v"}})"), base::Problem);
  EXPECT_THROW(read(R"({"provider":"other"})"), base::Problem);
}

TEST(ProviderSpec, ATenantMayNameNoFileNorModuleOfTheServer) {
  const auto fit = [](const char* text) { return !unfit_for_tenant(read(text)); };
  EXPECT_TRUE(fit(R"({"provider":"vault","vault":{"url":"https://v","key":"k","token":"t"}})"));
  EXPECT_TRUE(fit(R"({"provider":"aws","aws":{"region":"r","key":"k","access_key_id":"A","secret_access_key":"s"}})"));
  EXPECT_FALSE(fit(R"({"provider":"vault"})"));
  EXPECT_FALSE(fit(R"({"provider":"vault","vault":{"url":"https://v","key":"k","token_file":"/t"}})"));
  EXPECT_FALSE(fit(R"({"provider":"vault","vault":{"url":"https://v","key":"k","token":"t","ca_file":"/c"}})"));
  EXPECT_FALSE(
      fit(R"({"provider":"aws","aws":{"region":"r","key":"k","access_key_id":"A","secret_access_key_file":"/s"}})"));
  EXPECT_FALSE(fit(R"({"provider":"pkcs11","pkcs11":{"module":"/m","token":"t","pin":"1"}})"));
  EXPECT_FALSE(fit(R"({"provider":"local","local":{"file":"/f"}})"));
}

TEST(ProviderSpec, WhatIsMissingOrGivenTwiceIsRefusedByName) {
  const auto fault = [](const char* text) -> std::string {
    try {
      open_provider(read(text));
    } catch (const ProviderFault& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(fault(R"({"provider":"aws"})"), "aws: is missing; the provider is aws");
  EXPECT_TRUE(fault(R"({"provider":"vault","vault":{"url":"https://v","key":"k"}})").starts_with("vault.token: "));
  EXPECT_TRUE(fault(R"({"provider":"vault","vault":{"url":"https://v","key":"k","token":"t","token_file":"/t"}})")
                  .starts_with("vault.token: "));
  EXPECT_TRUE(fault(R"({"provider":"vault","vault":{"url":"https://v","key":"../sys","token":"t"}})")
                  .starts_with("vault.key: "));
  EXPECT_TRUE(
      fault(R"({"provider":"aws","aws":{"region":"eu.evil/","key":"k","access_key_id":"A","secret_access_key":"s"}})")
          .starts_with("aws.region: "));
}

}  // namespace
}  // namespace wardroom::kms
