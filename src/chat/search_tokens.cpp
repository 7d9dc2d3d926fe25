#include "chat/search_tokens.h"

#include <array>
#include <unordered_set>

namespace wardroom::chat {
namespace {

constexpr std::size_t token_bytes = 10;

// RFC 4648 section 6, in small letters; ten bytes make sixteen characters.
std::string base32(base::ByteView bytes) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  out.reserve(bytes.size() * 8 / 5);
  std::uint32_t bits = 0;
  int held = 0;
  for (const auto byte : bytes) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 5; held -= 5) out += alphabet[bits >> (held - 5) & 31];
  }
  return out;
}

class Extras {
 public:
  explicit Extras(const Tokens& tokens) : tokens_(tokens) {}
  void add(TermKind kind, base::ByteView term) {
    std::string key(1, static_cast<char>(kind));
    key += base::as_text(term);
    if (seen_.size() >= max_extras || !seen_.insert(std::move(key)).second) return;
    if (!text_.empty()) text_ += ' ';
    text_ += tokens_.of(kind, term);
  }
  void add(TermKind kind, std::string_view term) { add(kind, base::as_bytes(term)); }
  std::string take() { return std::move(text_); }

 private:
  const Tokens& tokens_;
  std::unordered_set<std::string> seen_;
  std::string text_;
};

void add_word(Extras& extras, Stemmer& stemmer, const std::string& word) {
  if (const auto stem = stemmer.stem(word); stem != word) extras.add(TermKind::word, stem);
  const auto letters = letters_of(word);
  for (auto n = min_prefix_length; n <= max_prefix_length && n < letters; ++n) {
    extras.add(TermKind::prefix, first_letters(word, n));
  }
}

}  // namespace

std::string Tokens::of(TermKind kind, base::ByteView term) const {
  const std::array<std::uint8_t, 1> tag{static_cast<std::uint8_t>(kind)};
  const auto digest = crypto::hmac_sha256(key_.view(), {scope_.bytes(), tag, term});
  return base32(base::ByteView(digest).first(token_bytes));
}

IndexText index_text(const Tokens& tokens, Stemmer& stemmer, ChannelId channel, UserId author, std::string_view text) {
  IndexText out;
  Extras extras(tokens);
  extras.add(TermKind::author, author.bytes());
  extras.add(TermKind::channel, channel.bytes());
  if (has_link(text)) extras.add(TermKind::link, std::string_view());
  std::unordered_map<std::string, std::string> known;
  for (auto& word : words_of(text, max_words)) {
    const auto [at, fresh] = known.try_emplace(std::move(word.text));
    if (fresh) {
      at->second = tokens.of(TermKind::word, at->first);
      add_word(extras, stemmer, at->first);
    }
    if (!out.words.empty()) out.words += ' ';
    out.words += at->second;
  }
  out.extras = extras.take();
  return out;
}

bool has_link(std::string_view text) {
  return text.find("https://") != std::string_view::npos || text.find("http://") != std::string_view::npos;
}

}  // namespace wardroom::chat
