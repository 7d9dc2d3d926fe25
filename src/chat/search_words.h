// Text as words: found by Unicode's word boundaries (UAX #29, with ICU's dictionaries for languages that write without
// spaces), cut at what is neither letter nor digit ("l'eau" is two words), then NFKC and case folding. Any thread.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workspace/language.h"

namespace wardroom::chat {

inline constexpr std::size_t max_word_length = 64;  // code points; the rest of a longer word is not looked at
inline constexpr std::size_t min_prefix_length = 3;
inline constexpr std::size_t max_prefix_length = 6;

struct Word {
  std::string text;      // folded
  std::size_t from = 0;  // bytes of the original
  std::size_t to = 0;
};

// The first `limit` words. Text that is not UTF-8 gives fewer words, never an error.
std::vector<Word> words_of(std::string_view text, std::size_t limit);

std::string_view first_letters(std::string_view word, std::size_t letters);  // all of it when it has fewer
std::size_t letters_of(std::string_view text);                               // code points

// Snowball's rules of one language. For one thread at a time.
class Stemmer {
 public:
  explicit Stemmer(workspace::Language language);
  ~Stemmer();
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  std::string stem(const std::string& word);

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;  // none for Language::other
};

// This thread's own.
Stemmer& stemmer_of(workspace::Language language);

// Changes when the same text may give other words: with the code here, or with ICU's data.
std::string words_version();

}  // namespace wardroom::chat
