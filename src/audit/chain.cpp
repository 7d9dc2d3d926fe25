#include "audit/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

constexpr std::int64_t max_exact_integer = std::int64_t{1} << 53;
constexpr std::array<std::string_view, 10> texts = {"actor", "address", "at",      "detail_sealed", "event",
                                                    "log",   "outcome", "request", "session",       "target"};

// Takes `what` off the front.
bool skip(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

// Takes a string's content and its closing quote off the front, if it holds nothing that JSON escapes nor bytes beyond
// ASCII.
std::optional<std::string_view> plain_string(std::string_view& text) {
  const auto end = text.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  const auto content = text.substr(0, end);
  if (!crypto::is_plain_text(content)) return std::nullopt;
  text.remove_prefix(end + 1);
  return content;
}

std::optional<std::int64_t> plain_number(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || text.front() == '0' || value < 1 || value > max_exact_integer) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::optional<PlainEntry> read_plain_entry(std::string_view text) {
  if (text.size() > max_entry_size) return std::nullopt;
  PlainEntry out;
  auto& of = out.texts;
  const auto take = [&](std::string_view before, std::string_view& to) {
    if (!skip(text, before)) return false;
    const auto content = plain_string(text);
    if (content) to = *content;
    return content.has_value();
  };
  const bool begins = take(R"({"actor":")", of.actor) && take(R"(,"address":")", of.address) &&
                      take(R"(,"at":")", of.at) && take(R"(,"detail_sealed":")", of.detail_sealed) &&
                      take(R"(,"event":")", of.event) && take(R"(,"log":")", out.log) &&
                      take(R"(,"outcome":")", of.outcome) && take(R"(,"request":")", of.request) &&
                      skip(text, R"(,"seq":)");
  const auto seq = begins ? plain_number(text) : std::nullopt;
  if (!seq || !take(R"(,"session":")", of.session) || !take(R"(,"target":")", of.target)) return std::nullopt;
  out.seq = *seq;
  return text == "}" ? std::optional(out) : std::nullopt;
}

std::string entry_text(std::string_view log, std::int64_t seq, const EntryTexts& of) {
  std::string out;
  out.reserve(384 + of.detail_sealed.size());
  const auto add = [&](std::string_view before, std::string_view text) {
    out += before;
    crypto::append_canonical_string(text, out);
  };
  add(R"({"actor":)", of.actor);
  add(R"(,"address":)", of.address);
  add(R"(,"at":)", of.at);
  add(R"(,"detail_sealed":)", of.detail_sealed);
  add(R"(,"event":)", of.event);
  add(R"(,"log":)", log);
  add(R"(,"outcome":)", of.outcome);
  add(R"(,"request":)", of.request);
  out += R"(,"seq":)" + std::to_string(seq);
  add(R"(,"session":)", of.session);
  add(R"(,"target":)", of.target);
  out.push_back('}');
  return out;
}

crypto::Digest next_chain(const crypto::Digest& previous, std::string_view entry) {
  return crypto::sha256({previous, crypto::merkle_leaf(base::as_bytes(entry))});
}

std::expected<boost::json::object, std::string> parse_entry(std::string_view text) {
  if (text.size() > max_entry_size) return std::unexpected("it is longer than an entry can be");
  auto value = crypto::parse_canonical_json(text);
  if (!value || !value->is_object()) return std::unexpected("it is not canonical JSON");
  auto& object = value->get_object();
  const auto is_text = [&](std::string_view name) {
    const auto* const member = object.if_contains(name);
    return member && member->is_string();
  };
  const auto* const seq = object.if_contains("seq");
  if (object.size() != texts.size() + 1 || !std::ranges::all_of(texts, is_text) || !seq || !seq->is_int64()) {
    return std::unexpected("it has not the members of an entry");
  }
  return std::move(object);
}

std::expected<ReadEntry, std::string> ReadEntry::of(std::string_view text) {
  ReadEntry out;
  if (const auto plain = read_plain_entry(text)) {
    out.fields_ = *plain;
    return out;
  }
  auto parsed = parse_entry(text);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  out.parsed_ = std::move(*parsed);
  const auto text_of = [&](std::string_view name) { return std::string_view(out.parsed_.at(name).as_string()); };
  out.fields_ = {.seq = out.parsed_.at("seq").as_int64(),
                 .log = text_of("log"),
                 .texts = {.actor = text_of("actor"),
                           .address = text_of("address"),
                           .at = text_of("at"),
                           .detail_sealed = text_of("detail_sealed"),
                           .event = text_of("event"),
                           .outcome = text_of("outcome"),
                           .request = text_of("request"),
                           .session = text_of("session"),
                           .target = text_of("target")}};
  return out;
}

std::expected<void, std::string> ChainReader::add(std::string_view entry) {
  const auto expected_seq = at_.seq + 1;
  const auto read = ReadEntry::of(entry);
  if (!read) return std::unexpected(fmt::format("entry {} is damaged: {}", expected_seq, read.error()));
  const auto seq = read->seq();
  if (seq != expected_seq) return std::unexpected(fmt::format("entry {} is missing: {} follows", expected_seq, seq));
  if (read->log() != log_) return std::unexpected(fmt::format("entry {} belongs to another log", seq));
  const auto leaf = crypto::merkle_leaf(base::as_bytes(entry));
  at_.chain = crypto::sha256({at_.chain, leaf});
  at_.tree.append(leaf);
  at_.seq = seq;
  return {};
}

}  // namespace wardroom::audit
