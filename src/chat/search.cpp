#include "chat/search.h"

#include <algorithm>
#include <charconv>

#include "chat/channels.h"
#include "chat/messages.h"
#include "chat/search_expression.h"
#include "chat/search_index.h"
#include "chat/search_scopes.h"

namespace wardroom::chat {
namespace {

constexpr std::int64_t window = 400;           // matches ranked together
constexpr std::int64_t opened_at_most = 1000;  // texts, for one page

// "<below which id the window lies>.<how many of it were looked at>"
struct Cursor {
  std::int64_t below = 0;
  std::int64_t looked_at = 0;
  std::string text() const { return std::to_string(below) + "." + std::to_string(looked_at); }
};

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

Cursor cursor_of(const std::string& text) {
  const auto dot = text.find('.');
  const auto below = number(std::string_view(text).substr(0, dot));
  const auto looked_at = dot == std::string::npos ? std::nullopt : number(std::string_view(text).substr(dot + 1));
  if (!below || !looked_at || *looked_at > window)
    throw base::invalid_field("query.after", "Give what `next` of the page before said.");
  return {*below, *looked_at};
}

std::vector<UserId> authors_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                               const std::vector<std::string>& names) {
  std::vector<UserId> out;
  for (const auto& name : names) {
    const auto id = name == "me" ? std::optional(caller.user) : UserId::parse(name);
    const auto person = id ? parts.directory.find(txn, *id) : parts.directory.find_by_username(txn, name);
    if (!person)
      throw base::Problem(404, "user_not_found", "There is nobody of this name: " + name + ".").at("query.q");
    out.push_back(person->id);
  }
  return out;
}

class Search {
 public:
  Search(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, std::string_view text)
      : parts_(parts),
        txn_(txn),
        query_(parse_query(text)),
        place_(place_of(parts, txn, caller, query_.in)),
        authors_(authors_of(parts, txn, caller, query_.from)) {
    const auto generations = live_generations(parts, txn);
    for (const auto& generation : generations) languages_.push_back(generation.language);
    expressions_ = expressions_of(query_, authors_, generations, place_.scopes);
  }

  SearchPage page(const std::optional<std::string>& after, std::int64_t limit) {
    auto at = after ? cursor_of(*after) : Cursor{std::numeric_limits<std::int64_t>::max(), 0};
    SearchPage out;
    std::int64_t opened = 0;
    for (;;) {
      const auto found = matches_below(at.below);
      const auto size = static_cast<std::int64_t>(found.size());
      for (; at.looked_at < size; ++at.looked_at, ++opened) {
        if (std::cmp_equal(out.items.size(), limit) || opened == opened_at_most) return ended(std::move(out), at);
        if (auto hit = open(found[static_cast<std::size_t>(at.looked_at)].id)) out.items.push_back(std::move(*hit));
      }
      if (size < window) return out;
      at = {std::ranges::min_element(found, {}, &sql::Match::id)->id, 0};
    }
  }

 private:
  static SearchPage ended(SearchPage page, const Cursor& at) {
    page.next = at.text();
    return page;
  }

  // The best first.
  std::vector<sql::Match> matches_below(std::int64_t below) {
    const auto from = query_.since ? first_indexed_id(*query_.since) : 0;
    if (query_.until) below = std::min(below, first_indexed_id(*query_.until));
    std::vector<sql::Match> all;
    for (const auto& expression : expressions_) {
      const auto found = txn_.all<sql::Match>(sql::matches, expression, from, below, window);
      all.insert(all.end(), found.begin(), found.end());
    }
    std::ranges::sort(all, std::greater(), &sql::Match::id);
    if (std::cmp_greater(all.size(), window)) all.resize(window);
    std::ranges::stable_sort(all, std::greater(), &sql::Match::rank);
    return all;
  }

  // The second fence: whatever the index says, only what is seen and does answer the query.
  std::optional<SearchHit> open(std::int64_t id) {
    const auto row = txn_.one<sql::IndexedRow>(sql::indexed, id);
    const auto channel = row ? txn_.one<sql::ChannelRow>(sql::channel, row->channel) : std::nullopt;
    if (!channel || !place_.holds(channel->id, channel->kind == "public")) return std::nullopt;
    auto message = find_message(parts_, txn_, row->message);
    if (!message || message->deleted) return std::nullopt;
    auto highlights = match_text(query_, languages_, message->text);
    if (!highlights) return std::nullopt;
    return SearchHit{std::move(*message), channel_info(parts_, txn_, channel->id).value(), std::move(*highlights)};
  }

  const Parts& parts_;
  store::TenantTxn& txn_;
  Query query_;
  SearchPlace place_;
  std::vector<UserId> authors_;
  std::vector<workspace::Language> languages_;
  std::vector<std::string> expressions_;
};

}  // namespace

SearchPage search_messages(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                           std::string_view text, const std::optional<std::string>& after, std::int64_t limit) {
  auto page = Search(parts, txn, caller, text).page(after, limit);
  page.complete = index_is_complete(txn);
  return page;
}

}  // namespace wardroom::chat
