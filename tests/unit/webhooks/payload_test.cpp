#include "webhooks/payload.h"

#include <gtest/gtest.h>

#include "base/problem.h"

namespace wardroom::webhooks {
namespace {

std::string text(std::string_view json) { return text_of_payload("application/json; charset=utf-8", json); }

std::string refusal(std::string_view json) {
  try {
    return "taken: " + text(json);
  } catch (const base::Problem& problem) {
    return problem.code() + " " + problem.field().value_or("");
  }
}

TEST(WebhookPayload, TextIsTakenAsItIs) {
  EXPECT_EQ(text(R"({"text":"two\nlines, *bold*, <@usr_1> and <!here>"})"), "two\nlines, *bold*, <@usr_1> and <!here>");
}

TEST(WebhookPayload, LinksBecomeMarkdownAndEscapesText) {
  EXPECT_EQ(text(R"({"text":"<https://a.example|here>"})"), "[here](https://a.example)");
  EXPECT_EQ(text(R"({"text":"<https://a.example>, <mailto:a@b.example|a@b>"})"),
            "https://a.example, [a@b](mailto:a@b.example)");
  EXPECT_EQ(text(R"({"text":"1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;"})"), "1 < 2 && 3 > 2 &quot;");
  EXPECT_EQ(text(R"({"text":"&amp;lt;"})"), "&lt;") << "escapes are undone once";
  EXPECT_EQ(text(R"({"text":"<javascript:x|y> <https://never.closed"})"), "<javascript:x|y> <https://never.closed");
}

TEST(WebhookPayload, BlocksCountOnlyWithoutText) {
  EXPECT_EQ(text(R"({"text":"short","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"long"}}]})"), "short");
  EXPECT_EQ(text(R"({"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"a"},"fields":[{"text":"b"}]},
                     {"type":"image","image_url":"https://a.example"}]})"),
            "a\nb");
}

TEST(WebhookPayload, AnAttachmentsFallbackStandsInForItsText) {
  EXPECT_EQ(text(R"({"attachments":[{"fallback":"in short"}]})"), "in short");
  EXPECT_EQ(text(R"({"attachments":[{"fallback":"in short","text":"at length"}]})"), "at length");
  EXPECT_EQ(text(R"({"text":null,"attachments":[{"title":"t","title_link":"javascript:x"}]})"), "t");
}

TEST(WebhookPayload, AFormHoldsItInPayload) {
  const auto form = [](std::string_view body) { return text_of_payload("application/x-www-form-urlencoded", body); };
  EXPECT_EQ(form("payload=%7B%22text%22%3A%22a+b%22%7D"), "a b");
  EXPECT_THROW(form("text=a"), base::Problem);
  EXPECT_THROW(text_of_payload("", "{}"), base::Problem);
}

TEST(WebhookPayload, WhatIsNoMessageIsRefusedAndNamed) {
  EXPECT_EQ(refusal("7"), "invalid_field body");
  EXPECT_EQ(refusal(R"({"text":["a"]})"), "invalid_field body.text");
  EXPECT_EQ(refusal(R"({"text":" \n"})"), "invalid_field body.text");
  EXPECT_EQ(refusal(R"({"text":"\u0000"})"), "invalid_field body.text");
  EXPECT_EQ(refusal(R"({"text":")" + std::string(8001, 'x') + "\"}"), "invalid_field body.text");
  EXPECT_EQ(refusal(R"({"blocks":{}})"), "invalid_field body.blocks");
  EXPECT_EQ(refusal(R"({"attachments":[{"fields":["x"]}]})"), "invalid_field body.attachments");
}

TEST(WebhookPayload, WhatIsMadeToTakeLongDoesNot) {
  const std::string opened(60'000, '<');
  EXPECT_EQ(refusal(R"({"text":")" + opened + "\"}"), "invalid_field body.text");
  std::string escaped;
  for (int i = 0; i < 8000; ++i) escaped += "&amp;";
  EXPECT_EQ(text(R"({"text":")" + escaped + "\"}"), std::string(8000, '&'));
}

}  // namespace
}  // namespace wardroom::webhooks
