#include "scim/resource.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace wardroom::scim {
namespace {

boost::json::object read(std::string_view json) { return read_resource(user_schema(), boost::json::parse(json)); }

TEST(Resource, OneValueAloneIsAListOfOne) {
  const auto listed = read(R"({"emails":[{"value":"a@example.org"}]})");
  EXPECT_EQ(read(R"({"emails":{"value":"a@example.org"}})"), listed);
}

TEST(Resource, AValueOfWhichNothingIsKnownIsNone) {
  for (const auto* const emails : {R"({"shoe":"x"})", R"([{"shoe":"x"}])", R"([{},null])", "[]"}) {
    EXPECT_EQ(read(std::string(R"({"userName":"x","emails":)") + emails + "}"), read(R"({"userName":"x"})")) << emails;
  }
}

}  // namespace
}  // namespace wardroom::scim
