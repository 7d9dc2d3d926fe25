#include "operation/input.h"

#include <gtest/gtest.h>

namespace wardroom::operation {
namespace {

struct Search {
  base::ChannelId channel;
  std::optional<base::Text<1, 5>> word;
  std::optional<base::Bounded<1, 9>> limit;
};
BOOST_DESCRIBE_STRUCT(Search, (), (channel, word, limit))

const std::string channel = base::ChannelId::make().text();

Source query(std::string_view text) { return {Method::get, {{"channel", channel}}, text, "", "", nullptr}; }
Source body(std::string_view text, std::string_view type = "application/json") {
  return {Method::post, {{"channel", channel}}, "", text, type, nullptr};
}

std::string refused(const Source& source) {
  try {
    read_input<Search>(source);
    return "accepted";
  } catch (const base::Problem& problem) {
    return std::to_string(problem.status()) + " " + problem.field().value_or("");
  }
}

TEST(Input, TakesMembersFromPathQueryAndBody) {
  EXPECT_EQ(read_input<Search>(query("word=a%C3%A4+b&limit=3")).word->value, "aä b");
  EXPECT_EQ(read_input<Search>(body(R"({"word":"x"})")).channel.text(), channel);
  EXPECT_EQ(read_input<Search>(body("", "")).limit.has_value(), false);
}

TEST(Input, NamesTheParameterItRefuses) {
  EXPECT_EQ(refused(query("limit=10")), "422 query.limit");
  for (const auto* const text : {"x", "", "%203", "3e0", "+3", "0x3", "3.0", "99999999999999999999"})
    EXPECT_EQ(refused(query(std::string("limit=") + text)), "422 query.limit") << text;
  EXPECT_EQ(refused(query("limit=3&limit=4")), "422 query.limit");
  EXPECT_EQ(refused(query("other=1")), "422 query.other");
  EXPECT_EQ(refused(query("word=%zz")), "400 query");
  EXPECT_EQ(refused(query("word=%ff")), "400 query");
  EXPECT_EQ(refused(query("word=%4")), "400 query");
  EXPECT_EQ(refused(query("word=toolong")), "422 query.word");
  EXPECT_EQ(refused({Method::get, {{"channel", "chn_x"}}, "", "", "", nullptr}), "422 path.channel");
}

TEST(Input, NamesTheFieldOfTheBodyItRefuses) {
  EXPECT_EQ(refused(body("{}", "text/plain")), "415 header.content-type");
  EXPECT_EQ(refused(body("[]")), "422 body");
  EXPECT_EQ(refused(body(R"({"channel":"x"})")), "422 body.channel");
  EXPECT_EQ(refused(body(R"({"more":1})")), "422 body.more");
  EXPECT_EQ(refused(body(R"({"word":3})")), "422 body.word");
}

TEST(Input, AFormIsTakenWhereTheOperationSaysSo) {
  auto form = body("word=a%26b", "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_EQ(refused(form), "415 header.content-type");
  form.form_body = true;
  EXPECT_EQ(read_input<Search>(form).word->value, "a&b");
  form.body = "other=1";
  EXPECT_EQ(refused(form), "422 body.other");
  form.body = "word=1&word=2";
  EXPECT_EQ(refused(form), "422 query.word");
}

TEST(Input, ABodyComesWithoutAQuery) {
  auto source = body("{}");
  source.query = "limit=3";
  EXPECT_EQ(refused(source), "422 query.limit");
}

TEST(Input, ARealtimeCommandGivesAllMembersAsArgs) {
  const auto args = base::parse_json(R"({"channel":")" + channel + R"(","limit":2})");
  Source source;
  source.args = &args;
  EXPECT_EQ(read_input<Search>(source).limit->value, 2);
  const auto without = base::parse_json("{}");
  source.args = &without;
  EXPECT_EQ(refused(source), "422 args.channel");
}

}  // namespace
}  // namespace wardroom::operation
