#include "chat/search_words.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace wardroom::chat {
namespace {

using workspace::Language;

std::vector<std::string> texts(std::string_view text, std::size_t limit = 100) {
  std::vector<std::string> out;
  for (auto& word : words_of(text, limit)) out.push_back(std::move(word.text));
  return out;
}

using Texts = std::vector<std::string>;

TEST(SearchWords, AreFoldedAndCutAtWhatIsNoLetterOrDigit) {
  EXPECT_EQ(texts("Hello, WORLD! foo_bar a-b 3.14 x@y.org"),
            (Texts{"hello", "world", "foo", "bar", "a", "b", "3", "14", "x", "y", "org"}));
  EXPECT_EQ(texts("L’École d'été"), (Texts{"l", "école", "d", "été"}));
  EXPECT_EQ(texts("STRASSE Straße Ｆｕｌｌ ﬁn"), (Texts{"strasse", "strasse", "full", "fin"}));
  EXPECT_EQ(texts(" \t… !? "), Texts{});
}

TEST(SearchWords, OfPlainTextAreThoseThatIcuFinds) {
  for (const std::string text : {"It's 10:30; see foo.bar/baz_qux-1.2.3 (maybe).", "a", "", "___", "x\ny\tz", "A1B2"}) {
    auto plain = texts(text);
    auto asked = texts(text + " é");  // makes ICU look
    ASSERT_FALSE(asked.empty());
    asked.pop_back();
    EXPECT_EQ(plain, asked) << text;
  }
}

TEST(SearchWords, AreFoundInLanguagesWithoutSpaces) {
  EXPECT_EQ(texts("東京都に住んでいます").front(), "東京");
  EXPECT_EQ(texts("カタカナとひらがな").front(), "カタカナ");
  EXPECT_EQ(texts("ｶﾀｶﾅ"), Texts{"カタカナ"});
  EXPECT_GT(texts("我们昨天讨论了新的计划").size(), 3U);
}

TEST(SearchWords, SayWhereTheyStand) {
  const std::string text = "Ünder 東京!";
  const auto words = words_of(text, 10);
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(text.substr(words[0].from, words[0].to - words[0].from), "Ünder");
  EXPECT_EQ(text.substr(words[1].from, words[1].to - words[1].from), "東京");
}

TEST(SearchWords, EndAtTheirLimits) {
  EXPECT_EQ(texts("a b c d", 2), (Texts{"a", "b"}));
  EXPECT_EQ(texts("é b c d", 2), (Texts{"é", "b"}));
  EXPECT_EQ(texts(std::string(500, 'x')), Texts{std::string(max_word_length, 'x')});
  std::string accents;
  for (int i = 0; i < 500; ++i) accents += "é";
  EXPECT_EQ(letters_of(texts(accents).at(0)), max_word_length);
  // One letter that folds to eighteen: U+FDFA.
  std::string grows;
  for (int i = 0; i < 500; ++i) grows += "\xef\xb7\xba";
  for (const auto& word : texts(grows)) EXPECT_LE(letters_of(word), max_word_length);
}

TEST(SearchWords, OfBrokenUtf8AreNoError) {
  EXPECT_EQ(texts("caf\xc3 word"), (Texts{"caf", "word"}));
  EXPECT_NO_THROW(texts("\xff\xfe\xf0\x9f"));
}

TEST(FirstLetters, CountCodePoints) {
  EXPECT_EQ(first_letters("книга", 3), "кни");
  EXPECT_EQ(first_letters("ab", 3), "ab");
}

TEST(Stemmer, KnowsEveryLanguageOfAWorkspace) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Language>>(
      [](auto item) { EXPECT_NO_THROW(stemmer_of(item.value).stem("word")) << item.name; });
}

TEST(Stemmer, BringsFormsOfAWordTogether) {
  const auto same = [](Language language, const char* a, const char* b) {
    EXPECT_EQ(stemmer_of(language).stem(a), stemmer_of(language).stem(b)) << a << " " << b;
  };
  same(Language::english, "meetings", "meeting");
  same(Language::german, "häuser", "häusern");
  same(Language::french, "fermées", "fermé");
  same(Language::russian, "книга", "книги");
  EXPECT_EQ(stemmer_of(Language::other).stem("meetings"), "meetings");
}

}  // namespace
}  // namespace wardroom::chat
