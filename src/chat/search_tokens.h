// What stands in the index in place of words: base32 of the first 10 bytes of
//
//   HMAC-SHA256(index key, scope (16 bytes) | kind (1 byte) | term)
//
// Equal terms give equal tokens within one scope and kind, and nothing in common outside it. Public channels share one
// scope; a private channel or direct conversation is its own. The index key is purpose `search` of the tenant's epoch.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "chat/model.h"
#include "chat/search_words.h"
#include "crypto/hash.h"

namespace wardroom::chat {

enum class TermKind : std::uint8_t { word = 1, prefix = 2, author = 3, channel = 4, link = 5 };

class Tokens {
 public:
  Tokens(const crypto::Key& key, ChannelId scope) : key_(key), scope_(scope) {}

  std::string of(TermKind kind, base::ByteView term) const;
  std::string of(TermKind kind, std::string_view term) const { return of(kind, base::as_bytes(term)); }

 private:
  const crypto::Key& key_;
  ChannelId scope_;
};

inline constexpr ChannelId shared_scope{};  // of all public channels
inline ChannelId scope_of(ChannelId channel, bool is_public) { return is_public ? shared_scope : channel; }

// Limits of one message: what is beyond is not found.
inline constexpr std::size_t max_words = 1000;
inline constexpr std::size_t max_extras = 1000;

// words: a token for each word, in order. extras: each of these once: stems that differ from their word, beginnings of
// 3 to 6 letters of longer words, the author, the channel, whether there is a link.
struct IndexText {
  std::string words;
  std::string extras;
};
IndexText index_text(const Tokens& tokens, Stemmer& stemmer, ChannelId channel, UserId author, std::string_view text);

bool has_link(std::string_view text);

}  // namespace wardroom::chat
