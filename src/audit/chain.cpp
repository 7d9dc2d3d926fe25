#include "audit/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

constexpr std::array<std::string_view, 10> texts = {"actor", "address", "at",      "detail_sealed", "event",
                                                    "log",   "outcome", "request", "session",       "target"};

}  // namespace

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

std::expected<void, std::string> ChainReader::add(std::string_view entry) {
  const auto expected_seq = at_.seq + 1;
  const auto object = parse_entry(entry);
  if (!object) return std::unexpected(fmt::format("entry {} is damaged: {}", expected_seq, object.error()));
  const auto seq = object->at("seq").as_int64();
  if (seq != expected_seq) return std::unexpected(fmt::format("entry {} is missing: {} follows", expected_seq, seq));
  if (std::string_view(object->at("log").as_string()) != log_) {
    return std::unexpected(fmt::format("entry {} belongs to another log", seq));
  }
  const auto leaf = crypto::merkle_leaf(base::as_bytes(entry));
  at_.chain = crypto::sha256({at_.chain, leaf});
  at_.tree.append(leaf);
  at_.seq = seq;
  return {};
}

}  // namespace wardroom::audit
