#include "chat/search_expression.h"

#include "chat/search_tokens.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t scopes_at_once = 64;

std::string joined(const std::vector<std::string>& parts, std::string_view word) {
  std::string out = "(";
  for (const auto& part : parts) {
    if (out.size() > 1) (out += ' ').append(word) += ' ';
    out += part;
  }
  return out + ")";
}

class Expression {
 public:
  Expression(const Generation& generation, const SearchScope& scope)
      : tokens_(*generation.key, scope.scope), language_(generation.language) {}

  std::string of(const Query& query, std::span<const UserId> authors, const std::vector<ChannelId>& only) const {
    std::vector<std::string> all;
    all.reserve(query.wanted.size() + 3);
    for (const auto& term : query.wanted) all.push_back(of(term));
    if (!authors.empty()) all.push_back(any(TermKind::author, authors));
    if (!only.empty()) all.push_back(any(TermKind::channel, std::span<const ChannelId>(only)));
    if (query.has_link) all.push_back(quoted(tokens_.of(TermKind::link, std::string_view())));
    std::vector<std::string> none;
    for (const auto& term : query.excluded) {
      // A longer beginning would take out more than it says; the opened text decides on it.
      const bool exact = term.kind != Term::Kind::prefix || letters_of(term.words.front()) <= max_prefix_length;
      if (exact) none.push_back(of(term));
    }
    auto out = joined(all, "AND");
    return none.empty() ? out : "(" + out + " NOT " + joined(none, "OR") + ")";
  }

 private:
  static std::string quoted(const std::string& token) { return '"' + token + '"'; }
  std::string word(std::string_view text) const { return quoted(tokens_.of(TermKind::word, text)); }

  std::string of(const Term& term) const {
    switch (term.kind) {
      case Term::Kind::word:
        return of_word(term.words.front());
      case Term::Kind::prefix:
        return of_prefix(term.words.front());
      case Term::Kind::phrase:
        break;
    }
    std::string tokens;
    for (const auto& each : term.words) {
      if (!tokens.empty()) tokens += ' ';
      tokens += tokens_.of(TermKind::word, each);
    }
    return "words : " + quoted(tokens);
  }

  // A word of the same stem either has it as its extra or is the stem itself: one token finds both.
  std::string of_word(const std::string& text) const { return word(stemmer_of(language_).stem(text)); }

  // Words that are longer have the beginning as an extra; a word that is just it does not.
  std::string of_prefix(const std::string& text) const {
    auto prefix = quoted(tokens_.of(TermKind::prefix, first_letters(text, max_prefix_length)));
    if (letters_of(text) > max_prefix_length) return prefix;
    return "(" + prefix + " OR " + word(text) + ")";
  }

  template <typename Id>
  std::string any(TermKind kind, std::span<const Id> ids) const {
    std::vector<std::string> all;
    for (const auto& id : ids) all.push_back(quoted(tokens_.of(kind, id.bytes())));
    return joined(all, "OR");
  }

  Tokens tokens_;
  workspace::Language language_;
};

}  // namespace

std::vector<std::string> expressions_of(const Query& query, std::span<const UserId> authors,
                                        std::span<const Generation> generations, std::span<const SearchScope> scopes) {
  std::vector<std::string> out;
  std::vector<std::string> group;
  const auto close = [&] {
    if (!group.empty()) out.push_back(joined(group, "OR"));
    group.clear();
  };
  for (const auto& generation : generations) {
    for (const auto& scope : scopes) {
      group.push_back(Expression(generation, scope).of(query, authors, scope.only));
      if (group.size() == scopes_at_once) close();
    }
  }
  close();
  return out;
}

}  // namespace wardroom::chat
