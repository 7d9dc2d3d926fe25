#include "audit/search.h"

#include <algorithm>

#include "audit/recorded.h"
#include "base/json.h"

namespace wardroom::audit {
namespace {

constexpr int piece = 500;
constexpr std::size_t time_size = 24;  // 2026-01-31T12:00:00.000Z

// Entries are canonical JSON: a member and its value stand there in one way only, and nowhere inside another value,
// where quotes are escaped. So an entry need not be parsed to see that it does not fit.
class Conditions {
 public:
  explicit Conditions(const Search& wanted) {
    if (wanted.event) {
      auto needle = needle_of("event", *wanted.event);
      if (wanted.event->ends_with('.')) needle.pop_back();  // a family: what goes on behind it does not matter
      needles_.push_back(std::move(needle));
    }
    add("actor", wanted.actor);
    if (wanted.target) target_ = as_written(*wanted.target);
    add("address", wanted.address);
    add("outcome", wanted.outcome);
    if (wanted.from) from_ = base::to_rfc3339(*wanted.from);
    if (wanted.until) until_ = base::to_rfc3339(*wanted.until);
  }

  bool hold(std::string_view entry) const {
    const auto has = [&](const std::string& needle) { return entry.find(needle) != std::string_view::npos; };
    return std::ranges::all_of(needles_, has) && has_target(entry) && in_time(entry);
  }

 private:
  static std::string needle_of(std::string_view name, const std::string& value) {
    return "\"" + std::string(name) + "\":" + base::to_json_text(value);
  }
  void add(std::string_view name, const std::optional<std::string>& value) {
    if (value) needles_.push_back(needle_of(name, *value));
  }

  static std::string as_written(const std::string& value) {
    const auto quoted = base::to_json_text(value);
    return quoted.substr(1, quoted.size() - 2);
  }
  // What was done to several stands there with blanks between: a member and the channel, say. The target is the last
  // member of an entry.
  bool has_target(std::string_view entry) const {
    if (!target_) return true;
    constexpr std::string_view name = "\"target\":\"";
    const auto at = entry.rfind(name);
    if (at == std::string_view::npos) return false;
    auto rest = entry.substr(at + name.size());
    rest.remove_suffix(std::min<std::size_t>(2, rest.size()));
    if (rest == *target_) return true;
    for (;;) {
      const auto word = rest.substr(0, rest.find(' '));
      if (word == *target_) return true;
      if (word.size() == rest.size()) return false;
      rest.remove_prefix(word.size() + 1);
    }
  }

  // Times of this form sort as texts do.
  bool in_time(std::string_view entry) const {
    if (from_.empty() && until_.empty()) return true;
    constexpr std::string_view name = "\"at\":\"";
    const auto at = entry.find(name);
    if (at == std::string_view::npos) return false;
    const auto time = entry.substr(at + name.size(), time_size);
    return (from_.empty() || time >= from_) && (until_.empty() || time < until_);
  }

  std::vector<std::string> needles_;
  std::optional<std::string> target_;
  std::string from_, until_;
};

}  // namespace

Found search(const LogTxn& txn, keys::KeyStore& keys, const Search& wanted) {
  const auto held = keys.open(txn.tenant());
  Details details(txn, *held);
  const Conditions conditions(wanted);
  const auto head = txn.one<queries::Head>(queries::head);
  auto before = std::min(wanted.before.value_or(head ? head->seq + 1 : 0), head ? head->seq + 1 : 0);
  Found out;
  for (std::int64_t looked_at = 0; looked_at < wanted.most_looked_at;) {
    const auto rows = txn.all<queries::StoredEntry>(queries::before, before, piece);
    for (const auto& row : rows) {
      ++looked_at;
      before = row.seq;
      if (!conditions.hold(row.entry)) continue;
      out.items.push_back(recorded(row, details));
      if (std::cmp_less(out.items.size(), wanted.limit)) continue;
      if (before > 1) out.next = before;
      return out;
    }
    if (rows.size() < piece) return out;
  }
  out.next = before;
  return out;
}

}  // namespace wardroom::audit
