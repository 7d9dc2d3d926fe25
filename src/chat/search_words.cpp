#include "chat/search_words.h"

#include <libstemmer.h>
#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uclean.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/json.h"

namespace wardroom::chat {
namespace {

constexpr int own_version = 1;

void check(UErrorCode code) {
  if (U_FAILURE(code)) throw std::runtime_error(std::string("ICU: ") + u_errorName(code));
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool ascii_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// What ICU would find, without asking it.
void ascii_words(std::string_view text, std::size_t limit, std::vector<Word>& out) {
  for (std::size_t at = 0; at < text.size() && out.size() < limit;) {
    if (!ascii_word(text[at])) {
      ++at;
      continue;
    }
    const auto from = at;
    while (at < text.size() && ascii_word(text[at])) ++at;
    std::string folded(text.substr(from, std::min(at - from, max_word_length)));
    std::ranges::transform(folded, folded.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
    out.push_back({std::move(folded), from, at});
  }
}

std::string folded(std::string_view word) {
  UErrorCode code = U_ZERO_ERROR;
  static const auto* const folding = icu::Normalizer2::getNFKCCasefoldInstance(code);
  check(code);
  const auto short_word = first_letters(word, max_word_length);
  const auto text = folding->normalize(
      icu::UnicodeString::fromUTF8({short_word.data(), static_cast<std::int32_t>(short_word.size())}), code);
  check(code);
  std::string out;
  text.toUTF8String(out);
  return std::string(first_letters(out, max_word_length));
}

bool of_a_word(UChar32 c) {
  constexpr auto marks = U_GC_M_MASK;
  return c >= 0 && (u_isalnum(c) || (U_GET_GC_MASK(c) & marks) != 0 || u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL));
}

// One piece between two boundaries: its runs of letters, digits and marks.
void words_of_piece(std::string_view text, std::int32_t from, std::int32_t to, std::size_t limit,
                    std::vector<Word>& out) {
  std::int32_t begin = -1;
  for (std::int32_t at = from; at <= to;) {
    const auto here = at;
    UChar32 c = U_SENTINEL;
    if (at < to) {
      U8_NEXT(text.data(), at, to, c);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro
    } else {
      ++at;
    }
    if (of_a_word(c)) {
      if (begin < 0) begin = here;
      continue;
    }
    if (begin < 0) continue;
    auto word = folded(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(here - begin)));
    if (!word.empty() && out.size() < limit)
      out.push_back({std::move(word), static_cast<std::size_t>(begin), static_cast<std::size_t>(here)});
    begin = -1;
  }
}

icu::BreakIterator& boundaries() {
  thread_local const auto iterator = [] {
    UErrorCode code = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), code));
    check(code);
    return made;
  }();
  return *iterator;
}

struct Text {
  UText text = UTEXT_INITIALIZER;
  explicit Text(std::string_view utf8) {
    UErrorCode code = U_ZERO_ERROR;
    utext_openUTF8(&text, utf8.data(), static_cast<std::int64_t>(utf8.size()), &code);
    check(code);
  }
  ~Text() { utext_close(&text); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
};

void unicode_words(std::string_view text, std::size_t limit, std::vector<Word>& out) {
  Text source(text);
  UErrorCode code = U_ZERO_ERROR;
  auto& found = boundaries();
  found.setText(&source.text, code);
  check(code);
  auto from = found.first();
  for (auto to = found.next(); to != icu::BreakIterator::DONE && out.size() < limit; from = to, to = found.next()) {
    words_of_piece(text, from, to, limit, out);
  }
}

}  // namespace

std::vector<Word> words_of(std::string_view text, std::size_t limit) {
  std::vector<Word> out;
  if (is_ascii(text)) {
    ascii_words(text, limit, out);
  } else {
    unicode_words(text, limit, out);
  }
  return out;
}

std::string_view first_letters(std::string_view word, std::size_t letters) {
  const auto size = static_cast<std::int32_t>(word.size());
  std::int32_t at = 0;
  for (std::size_t n = 0; n < letters && at < size; ++n) {
    U8_FWD_1(word.data(), at, size);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro
  }
  return word.substr(0, static_cast<std::size_t>(at));
}

std::size_t letters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

struct Stemmer::Rules {
  sb_stemmer* stemmer;
  explicit Rules(const char* algorithm) : stemmer(sb_stemmer_new(algorithm, "UTF_8")) {
    if (!stemmer) throw std::runtime_error(std::string("libstemmer does not know ") + algorithm);
  }
  ~Rules() { sb_stemmer_delete(stemmer); }
  Rules(const Rules&) = delete;
  Rules& operator=(const Rules&) = delete;
};

Stemmer::Stemmer(workspace::Language language) {
  if (language == workspace::Language::other) return;
  rules_ = std::make_unique<Rules>(std::string(base::enum_name(language)).c_str());
}

Stemmer::~Stemmer() = default;

std::string Stemmer::stem(const std::string& word) {
  if (!rules_) return word;
  const auto* const found =
      sb_stemmer_stem(rules_->stemmer, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
  if (!found) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(found), static_cast<std::size_t>(sb_stemmer_length(rules_->stemmer))};
}

Stemmer& stemmer_of(workspace::Language language) {
  thread_local std::map<workspace::Language, Stemmer> stemmers;
  return stemmers.try_emplace(language, language).first->second;
}

std::string words_version() { return std::to_string(own_version) + "/" U_ICU_VERSION; }

}  // namespace wardroom::chat
