#include "scim/filter.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "base/problem.h"

namespace wardroom::scim {
namespace {

boost::json::object barbara() {
  // RFC 7643, section 8.2, in part.
  return boost::json::parse(R"({"userName":"bjensen@example.com","externalId":"701984","active":true,
    "name":{"formatted":"Ms. Barbara J Jensen, III","familyName":"Jensen","givenName":"Barbara"},
    "emails":[{"value":"bjensen@example.com","type":"work","primary":true},
              {"value":"babs@jensen.org","type":"home"}],
    "meta":{"resourceType":"User","lastModified":"2011-05-13T04:42:34Z"}})")
      .as_object();
}

bool holds(std::string_view filter) { return matches(parse_filter(user_schema(), filter), barbara()); }

// The examples of RFC 7644, figure 1, in this product's attributes.
TEST(ScimFilter, AnswersTheExamplesOfTheRfc) {
  EXPECT_TRUE(holds(R"(userName Eq "bjensen@example.com")"));
  EXPECT_FALSE(holds(R"(userName eq "john")"));
  EXPECT_TRUE(holds(R"(name.familyName co "JENSEN")"));
  EXPECT_TRUE(holds(R"(userName sw "B")"));
  EXPECT_TRUE(holds(R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b")"));
  EXPECT_TRUE(holds("name pr"));
  EXPECT_FALSE(holds("title pr"));
  EXPECT_TRUE(holds(R"(meta.lastModified gt "2011-05-13T04:42:33Z")"));
  EXPECT_TRUE(holds(R"(meta.lastModified ge "2011-05-13T04:42:34Z")"));
  EXPECT_FALSE(holds(R"(meta.lastModified lt "2011-05-13T04:42:34Z")"));
  EXPECT_TRUE(holds(R"(meta.lastModified le "2011-05-13T04:42:34.000Z")"));
  EXPECT_FALSE(holds(R"(title pr and active eq true)"));
  EXPECT_TRUE(holds(R"(title pr or active eq true)"));
  EXPECT_TRUE(holds(R"(active eq true and (emails co "example.com" or emails.value co "example.org"))"));
  EXPECT_FALSE(holds(R"(active ne true and not (emails co "example.com" or emails.value co "example.org"))"));
  EXPECT_TRUE(holds(R"(active eq true and emails[type eq "work" and value co "@example.com"])"));
  EXPECT_TRUE(holds(R"(emails[type eq "work" and value co "@example.com"] or emails[type eq "other"])"));
}

TEST(ScimFilter, AnElementOfAListIsAsAllItsConditionsSay) {
  EXPECT_TRUE(holds(R"(emails.type eq "home" and emails.primary eq true)"));  // of two elements
  EXPECT_FALSE(holds(R"(emails[type eq "home" and primary eq true])"));       // of one
  EXPECT_TRUE(holds(R"(emails[not (primary pr)])"));
}

TEST(ScimFilter, AndBindsCloserThanOr) {
  EXPECT_TRUE(holds(R"(active eq true or active eq false and userName eq "nobody")"));
  EXPECT_FALSE(holds(R"((active eq true or active eq false) and userName eq "nobody")"));
}

TEST(ScimFilter, CaseCountsWhereTheSchemaSaysSo) {
  EXPECT_TRUE(holds(R"(externalId eq "701984")"));
  EXPECT_TRUE(holds(R"(USERNAME eq "BJENSEN@EXAMPLE.COM")"));
  EXPECT_FALSE(holds(R"(meta.resourceType eq "user")"));
}

TEST(ScimFilter, TellsWhatEveryMatchHas) {
  const auto name_in = [](std::string_view text) { return demanded(parse_filter(user_schema(), text), "userName"); };
  EXPECT_EQ(name_in(R"(userName eq "a")"), "a");
  EXPECT_EQ(name_in(R"(active eq true and (userName eq "a" and name pr))"), "a");
  EXPECT_EQ(name_in(R"(userName eq "a" or active eq true)"), std::nullopt);
  EXPECT_EQ(name_in(R"(not (userName eq "a"))"), std::nullopt);
  EXPECT_EQ(name_in(R"(userName sw "a")"), std::nullopt);
}

}  // namespace
}  // namespace wardroom::scim
