#include "operation/registry.h"

#include <gtest/gtest.h>

#include "operation/openapi.h"
#include "operation/router.h"

namespace wardroom::operation {
namespace {

struct OneThing {
  base::ChannelId thing;
};
BOOST_DESCRIBE_STRUCT(OneThing, (), (thing))

constexpr Operation<OneThing, Empty> get{
    .name = "thing.get",
    .method = Method::get,
    .path = "/things/{thing}",
    .summary = "One thing",
    .policy = Policy<OneThing>::needs(access::Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};
constexpr Operation<Empty, Empty> preview{
    .name = "thing.preview",
    .method = Method::get,
    .path = "/things/preview",
    .summary = "A look at things",
    .policy = Policy<Empty>::anyone("nothing is told"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
    .realtime = Realtime::yes,
};

Registry made() {
  Registry registry;
  registry.reads(get, [](Call&, const OneThing&) { return Empty{}; });
  registry.reads(preview, [](Call&, const Empty&) { return Empty{}; });
  return registry;
}

TEST(Router, PrefersTheLiteralSegment) {
  const auto registry = made();
  const Router router(registry);
  EXPECT_EQ(router.find("GET", "/things/preview").operation->name, "thing.preview");
  const auto route = router.find("GET", "/things/x");
  EXPECT_EQ(route.operation->name, "thing.get");
  EXPECT_EQ(route.path.at("thing"), "x");
}

TEST(Router, TellsAWrongMethodFromAWrongPath) {
  const auto registry = made();
  const Router router(registry);
  EXPECT_EQ(router.find("POST", "/things/x").operation, nullptr);
  EXPECT_EQ(router.find("POST", "/things/x").allowed, "GET");
  EXPECT_EQ(router.find("GET", "/things/").allowed, "");
  EXPECT_EQ(router.find("GET", "/other").allowed, "");
}

TEST(Registry, RefusesTheSameOperationTwice) {
  auto registry = made();
  EXPECT_THROW(registry.reads(get, [](Call&, const OneThing&) { return Empty{}; }), std::logic_error);
}

TEST(Registry, GivesRealtimeOnlyToThoseDeclaredSo) {
  const auto registry = made();
  EXPECT_NE(registry.realtime("thing.preview"), nullptr);
  EXPECT_EQ(registry.realtime("thing.get"), nullptr);
}

TEST(OpenApi, SaysRoutePolicyRateAndAudit) {
  const auto document = base::parse_json(openapi_json(made(), "1.2.3"));
  const auto& operation = document.at("paths").at("/api/v1/things/{thing}").at("get");
  EXPECT_EQ(operation.at("operationId").as_string(), "thing.get");
  EXPECT_EQ(operation.at("parameters").at(0).at("in").as_string(), "path");
  EXPECT_EQ(operation.at("security").as_array().size(), 1U);
  EXPECT_EQ(operation.at("x-audit").as_string(), "reading");
  EXPECT_TRUE(document.at("paths").at("/api/v1/things/preview").at("get").at("security").as_array().empty());
}

TEST(Permissions, ShowEachTiersAnswer) {
  const auto text = permissions_markdown(made());
  EXPECT_NE(text.find("| `thing.get` | GET `/things/{thing}` | no | no | no | yes | yes |"), std::string::npos);
  EXPECT_NE(text.find("| `thing.preview` | GET `/things/preview` | yes | yes | yes | yes | yes |"), std::string::npos);
}

}  // namespace
}  // namespace wardroom::operation
