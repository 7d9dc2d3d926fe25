#include "chat/search_query.h"

#include <gtest/gtest.h>

#include "base/problem.h"
#include "chat/search_match.h"

namespace wardroom::chat {
namespace {

using Kind = Term::Kind;
using Terms = std::vector<Term>;
using Names = std::vector<std::string>;

void expect_refused(std::string_view text) {
  try {
    parse_query(text);
    ADD_FAILURE() << "accepted: " << text;
  } catch (const base::Problem& problem) {
    EXPECT_EQ(problem.status(), 422);
    EXPECT_EQ(problem.field(), "query.q");
  }
}

TEST(SearchQuery, ReadsWordsPhrasesBeginningsAndExclusions) {
  const auto query = parse_query(R"(Hello "red Apples" int* -sugar -"salt and" -pre* l'eau)");
  EXPECT_EQ(query.wanted, (Terms{{Kind::word, {"hello"}},
                                 {Kind::phrase, {"red", "apples"}},
                                 {Kind::prefix, {"int"}},
                                 {Kind::phrase, {"l", "eau"}}}));
  EXPECT_EQ(query.excluded, (Terms{{Kind::word, {"sugar"}}, {Kind::phrase, {"salt", "and"}}, {Kind::prefix, {"pre"}}}));
}

TEST(SearchQuery, AQuotedWordIsExact) {
  EXPECT_EQ(parse_query("\"meetings\"").wanted, (Terms{{Kind::phrase, {"meetings"}}}));
}

TEST(SearchQuery, ReadsFilters) {
  const auto query = parse_query(R"(from:@mia from:me in:#"Second Floor" in:general has:link)");
  EXPECT_EQ(query.from, (Names{"mia", "me"}));
  EXPECT_EQ(query.in, (Names{"Second Floor", "general"}));
  EXPECT_TRUE(query.has_link);
}

TEST(SearchQuery, DaysAreWholeDaysOfUtc) {
  const auto on = parse_query("x on:2026-01-31");
  EXPECT_EQ(on.since, base::from_rfc3339("2026-01-31T00:00:00Z"));
  EXPECT_EQ(on.until, base::from_rfc3339("2026-02-01T00:00:00Z"));
  const auto between = parse_query("x after:2026-01-01 before:2026-01-03");
  EXPECT_EQ(between.since, base::from_rfc3339("2026-01-02T00:00:00Z"));
  EXPECT_EQ(between.until, base::from_rfc3339("2026-01-03T00:00:00Z"));
}

TEST(SearchQuery, WhatOnlyLooksLikeAFilterIsText) {
  EXPECT_EQ(parse_query("http://x").wanted, (Terms{{Kind::phrase, {"http", "x"}}}));
  EXPECT_EQ(parse_query("a - b").wanted, (Terms{{Kind::word, {"a"}}, {Kind::word, {"b"}}}));
}

TEST(SearchQuery, SaysWhatIsWrong) {
  for (const auto* text : {"", "   ", "!!!", "-word", "on:2026-01-01", "\"open", "x before:soon", "x on:2026-02-30",
                           "x has:cats", "x -in:a", "x from:", "x from:@", "in*", "x on:0000-01-01"})
    expect_refused(text);
  std::string many;
  for (int i = 0; i < 17; ++i) many += "w" + std::to_string(i) + " ";
  expect_refused(many);
  expect_refused(std::string(max_query_length + 1, 'x'));
  std::string names = "x";
  for (int i = 0; i < 9; ++i) names += " in:a";
  expect_refused(names);
}

std::vector<Highlight> found(std::string_view query, std::string_view text) {
  const auto languages = {workspace::Language::english};
  return match_text(parse_query(query), languages, text).value_or(std::vector<Highlight>{{-1, -1}});
}

using Highlights = std::vector<Highlight>;
const Highlights nothing{{-1, -1}};

TEST(SearchMatch, HighlightsInCodePoints) {
  EXPECT_EQ(found("tokyo", "é𝒳 Tokyo"), (Highlights{{3, 8}}));
  EXPECT_EQ(found("run", "Running, runs; ran"), (Highlights{{0, 7}, {9, 13}}));
}

TEST(SearchMatch, PhrasesAreOneHighlightAndOverlapsAreJoined) {
  EXPECT_EQ(found("\"a b\"", "x a, b!"), (Highlights{{2, 6}}));
  EXPECT_EQ(found("\"a b\" \"b c\"", "a b c"), (Highlights{{0, 5}}));
  EXPECT_EQ(found("a \"a b\"", "a b"), (Highlights{{0, 3}}));
}

TEST(SearchMatch, WantsAllAndNothingExcluded) {
  EXPECT_EQ(found("a b", "a c"), nothing);
  EXPECT_EQ(found("a -c", "a c"), nothing);
  EXPECT_EQ(found("a -internat*", "a internal"), (Highlights{{0, 1}}));
  EXPECT_EQ(found("internat*", "internal"), nothing);
  EXPECT_EQ(found("\"apple red\"", "apples red"), nothing);
}

TEST(SearchMatch, AFilterAloneHighlightsNothing) { EXPECT_EQ(found("has:link", "http://x"), Highlights{}); }

}  // namespace
}  // namespace wardroom::chat
