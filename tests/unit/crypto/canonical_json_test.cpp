#include "crypto/canonical_json.h"

#include <gtest/gtest.h>

#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <stdexcept>

namespace wardroom::crypto {
namespace {

std::string canonical(std::string_view text) { return canonical_json(boost::json::parse(text)); }

TEST(CanonicalJson, WritesNumbersAsRfc8785AppendixB) {
  const std::pair<std::uint64_t, std::string_view> cases[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : cases) EXPECT_EQ(canonical_json(std::bit_cast<double>(bits)), text);
}

TEST(CanonicalJson, RefusesNumbersThatAreNotFinite) {
  EXPECT_THROW(canonical_json(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
  EXPECT_THROW(canonical_json(std::numeric_limits<double>::infinity()), std::domain_error);
}

TEST(CanonicalJson, WritesTheExampleOfRfc8785Section3) {
  auto example = boost::json::parse(R"({
      "numbers": [0, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]})");
  example.at("numbers").as_array()[0] = 333333333.33333329;  // Boost.JSON 1.81 reads it one unit too small
  EXPECT_EQ(canonical_json(example),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST(CanonicalJson, SortsMembersByUtf16AsRfc8785Section323) {
  EXPECT_EQ(canonical(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
                         "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
                         "\u00f6":"Latin Small Letter O With Diaeresis"})"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
            "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(CanonicalJson, EmptyThingsStayEmpty) { EXPECT_EQ(canonical(R"([ {}, [ ], "" ])"), R"([{},[],""])"); }

TEST(ParseCanonicalJson, AcceptsOnlyTheCanonicalSpelling) {
  EXPECT_TRUE(parse_canonical_json(R"({"a":1,"b":[true,null,"x"],"c":-9007199254740992})"));
  for (const auto* const text :
       {R"({"b":1,"a":2})", R"({"a":1,"a":1})", R"({"a": 1})", R"({"a":1} )", R"({"a":01})", R"({"a":-0})",
        R"({"a":1.0})", R"({"a":1e2})", R"({"a":0.5})", R"({"a":9007199254740993})", R"({"a":18446744073709551615})",
        R"(["\u0041"])", R"(["\/"])", R"(["\ud800"])", "[\"\x80\"]", "", "{", R"({"a":1e999})"}) {
    EXPECT_FALSE(parse_canonical_json(text)) << text;
  }
}

TEST(ParseCanonicalJson, RefusesDeepNesting) {
  EXPECT_TRUE(parse_canonical_json(std::string(16, '[') + std::string(16, ']')));
  EXPECT_FALSE(parse_canonical_json(std::string(17, '[') + std::string(17, ']')));
}

}  // namespace
}  // namespace wardroom::crypto
