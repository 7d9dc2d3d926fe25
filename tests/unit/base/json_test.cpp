#include "base/json.h"

#include <gtest/gtest.h>

namespace wardroom::base {
namespace {

enum class Colour { red, public_ };
BOOST_DESCRIBE_ENUM(Colour, red, public_)
struct Inner {
  Text<1, 3> name;
  std::optional<Colour> colour;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, colour))
struct Outer {
  UserId user;
  Bounded<1, 10> limit;
  std::vector<Inner> items;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (user, limit, items))

std::string refused_field(std::string_view text) {
  try {
    from_json<Outer>(parse_json(text));
  } catch (const Problem& problem) {
    return problem.field().value_or("none");
  }
  return "accepted";
}

const std::string user = UserId{}.text();

TEST(Json, RoundTripsADescribedStruct) {
  const auto text =
      R"({"user":")" + user + R"(","limit":3,"items":[{"name":"ab","colour":"public"},{"name":"c","colour":null}]})";
  EXPECT_EQ(to_json_text(from_json<Outer>(parse_json(text))), text);
}

TEST(Json, NamesTheFieldItRefuses) {
  const auto with = [](std::string rest) { return R"({"user":")" + user + R"(",)" + rest + "}"; };
  EXPECT_EQ(refused_field(with(R"("limit":3)")), "body.items");
  EXPECT_EQ(refused_field(with(R"("limit":0,"items":[])")), "body.limit");
  EXPECT_EQ(refused_field(with(R"("limit":1.5,"items":[])")), "body.limit");
  EXPECT_EQ(refused_field(with(R"("limit":3,"items":[{"name":"abcd"}])")), "body.items.0.name");
  EXPECT_EQ(refused_field(with(R"("limit":3,"items":[{"name":"ä€😀"}])")), "accepted");
  EXPECT_EQ(refused_field(with(R"("limit":3,"items":[{"name":"a","colour":"blue"}])")), "body.items.0.colour");
  EXPECT_EQ(refused_field(with(R"("limit":3,"items":[],"extra":1)")), "body.extra");
  EXPECT_EQ(refused_field(with(R"("limit":3,"items":{})")), "body.items");
  EXPECT_EQ(refused_field(with(R"("limit":3,"items":[{"name":"a\u0000"}])")), "body.items.0.name");
  EXPECT_EQ(refused_field(R"({"user":"usr_x","limit":3,"items":[]})"), "body.user");
  EXPECT_EQ(refused_field("[]"), "body");
}

TEST(Json, RefusesBadUtf8AndDepthAndRubbish) {
  EXPECT_EQ(refused_field("{\"user\":\"\xff\"}"), "body");
  EXPECT_EQ(refused_field(std::string(40, '[') + std::string(40, ']')), "body");
  EXPECT_EQ(refused_field("{"), "body");
  EXPECT_EQ(refused_field(""), "body");
}

}  // namespace
}  // namespace wardroom::base
