// The line to a key service, by way of Vault's provider: what it trusts, what it refuses to talk to, what it puts up
// with.
#include "kms/https.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <chrono>

#include "outbound/public_address.h"
#include "unit/kms/stand_in.h"

namespace wardroom::kms {
namespace {

using namespace std::chrono_literals;

class Line : public testing::Test {
 protected:
  Line() {
    make_certificate(folder_, "server");
    make_certificate(folder_, "another");
    server_.emplace("transit.mjs", boost::json::object{{"mount", "transit"},
                                                       {"token", "t"},
                                                       {"cert", path_of(folder_ / "server.pem")},
                                                       {"key", path_of(folder_ / "server.key")}});
  }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(server_->port());
  }
  VaultSpec spec() const {
    SecretValue token;
    token.value = "t";
    return {.url = {url()}, .key = {"wardroom"}, .token = token, .ca_file = ShortText{path_of(folder_ / "server.pem")}};
  }
  // Why a call to it fails; "" when it does not.
  static KmsError failure(const VaultSpec& vault, Reach reach = Reach::anywhere) {
    const auto kms =
        open_provider({.provider = Provider::vault, .vault = vault}, {.reach = reach, .attempt = 5s, .total = 5s});
    const auto health = kms->health();
    return health ? KmsError(KmsError::refused, "") : health.error();
  }
  void canned(int status, const std::string& body, const boost::json::object& headers = {}) {
    server_->tell({{"answer", boost::json::object{{"status", status}, {"headers", headers}, {"body", body}}}});
  }

  test::ScratchFolder folder_;
  std::optional<StandIn> server_;
};

TEST_F(Line, IsTrustedForItsAuthorityAndName) {
  init_provider({.provider = Provider::vault, .vault = spec()});
  EXPECT_EQ(failure(spec()).reason, "");
  auto other = spec();
  other.ca_file = ShortText{path_of(folder_ / "another.pem")};
  const auto error = failure(other);
  EXPECT_EQ(error, KmsError::unreachable);
  EXPECT_NE(error.reason.find("not trusted"), std::string::npos) << error.reason;
  other = spec();
  other.ca_file.reset();
  EXPECT_NE(failure(other).reason.find("not trusted"), std::string::npos);
  other = spec();
  other.url = {url("localhost")};  // not in the certificate
  EXPECT_NE(failure(other).reason.find("not trusted"), std::string::npos);
}

TEST_F(Line, FollowsNoRedirect) {
  canned(307, "", {{"location", url() + "/elsewhere"}});
  const auto error = failure(spec());
  EXPECT_EQ(error, KmsError::unreachable);
  EXPECT_NE(error.reason.find("redirect"), std::string::npos) << error.reason;
}

TEST_F(Line, EndsAnAnswerThatIsTooLong) {
  canned(200, std::string(100'000, ' '));
  const auto error = failure(spec());
  EXPECT_EQ(error, KmsError::unreachable);
  EXPECT_NE(error.reason.find("answers more"), std::string::npos) << error.reason;
}

TEST_F(Line, TellsVaultsWordFromOthers) {
  canned(403, R"({"errors":["permission denied"]})");
  EXPECT_EQ(failure(spec()), KmsError::refused);
  for (const int status : {400, 403, 404}) {  // a proxy's, not Vault's
    canned(status, "<html>no</html>");
    EXPECT_EQ(failure(spec()), KmsError::unreachable) << status;
  }
  for (const int status : {412, 429, 472, 500, 502, 503}) {
    canned(status, R"({"errors":["not now"]})");
    EXPECT_EQ(failure(spec()), KmsError::unreachable) << status;
  }
  canned(200, R"({"data":{"ciphertext":"plain text!"}})");
  EXPECT_EQ(failure(spec()), KmsError::unreachable);
}

TEST_F(Line, ATenantsUrlLeadsToPublicAddressesOnly) {
  const auto error = failure(spec(), Reach::public_addresses);
  EXPECT_EQ(error, KmsError::unreachable);
  EXPECT_NE(error.reason.find("not public"), std::string::npos) << error.reason;
  auto by_name = spec();
  by_name.url = {url("localhost")};
  EXPECT_NE(failure(by_name, Reach::public_addresses).reason.find("not public"), std::string::npos);
}

TEST(Url, ClearTextAndOddOnesAreRefusedByName) {
  const auto refused = [](const std::string& url, Reach reach = Reach::anywhere) {
    try {
      const Https https("vault.url", url, {.reach = reach});
      return false;
    } catch (const ProviderFault& fault) {
      return std::string(fault.what()).starts_with("vault.url: ");
    }
  };
  EXPECT_TRUE(refused("http://vault.example.org"));
  EXPECT_TRUE(refused("http://127.0.0.1.example.org"));
  EXPECT_TRUE(refused("http://127.0.0.1:8200", Reach::public_addresses));
  EXPECT_TRUE(refused("ftp://vault.example.org"));
  EXPECT_TRUE(refused("file:///etc/passwd"));
  EXPECT_TRUE(refused("https://user:pass@vault.example.org"));
  EXPECT_TRUE(refused("https://vault.example.org/?a=b"));
  EXPECT_TRUE(refused("https://vault.example.org/#a"));
  EXPECT_TRUE(refused("vault"));
  EXPECT_TRUE(refused(""));
  EXPECT_FALSE(refused("https://vault.example.org:8200/"));
  EXPECT_FALSE(refused("http://127.0.0.1:8200"));
}

TEST(PublicAddress, SpecialPurposeOnesAreNot) {
  const auto v4 = [](const char* text) {
    sockaddr_in address{.sin_family = AF_INET};
    EXPECT_EQ(::inet_pton(AF_INET, text, &address.sin_addr), 1);
    return outbound::is_public_address(reinterpret_cast<const sockaddr&>(address));
  };
  const auto v6 = [](const char* text) {
    sockaddr_in6 address{.sin6_family = AF_INET6};
    EXPECT_EQ(::inet_pton(AF_INET6, text, &address.sin6_addr), 1);
    return outbound::is_public_address(reinterpret_cast<const sockaddr&>(address));
  };
  for (const auto* const text : {"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1",
                                 "172.31.255.255", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"}) {
    EXPECT_FALSE(v4(text)) << text;
  }
  for (const auto* const text : {"::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:8.8.8.8",
                                 "64:ff9b::a00:1", "2001:db8::1", "2001::1", "2002:a00:1::"}) {
    EXPECT_FALSE(v6(text)) << text;
  }
  EXPECT_TRUE(v4("8.8.8.8"));
  EXPECT_TRUE(v4("172.32.0.1"));
  EXPECT_TRUE(v6("2606:4700:4700::1111"));
}

}  // namespace
}  // namespace wardroom::kms
