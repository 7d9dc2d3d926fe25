#include <fmt/format.h>

#include "audit/hash_lines.h"
#include "audit/proofs.h"
#include "base/lines.h"
#include "crypto/canonical_json.h"
#include "crypto/signed_note.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;
using Fault = std::unexpected<std::string>;

constexpr std::string_view format_name = "wardroom-audit-proof-1";
constexpr std::size_t max_file_size = 4 * 1024 * 1024;
constexpr std::size_t max_hashes = 64;

struct Path {
  std::uint64_t index = 0;
  std::vector<crypto::Digest> hashes;
  std::string_view note;
};

std::optional<Path> read_tlog_proof(std::string_view text) {
  constexpr std::string_view index_word = "index ";
  if (base::take_line(text) != "c2sp.org/tlog-proof@v1") return std::nullopt;
  auto line = base::take_line(text).value_or("");
  if (!line.starts_with(index_word)) return std::nullopt;
  line.remove_prefix(index_word.size());
  const auto index = base::read_decimal(line);
  auto hashes = index ? take_hash_lines(text, max_hashes) : std::nullopt;
  if (!hashes) return std::nullopt;
  return Path{.index = *index, .hashes = std::move(*hashes), .note = text};
}

struct Parts {
  std::string entry, proof;
  std::vector<std::string> keys;
};

std::expected<Parts, std::string> read_parts(std::string_view text) {
  if (text.size() > max_file_size) return Fault("it is longer than a proof can be");
  if (text.ends_with('\n')) text.remove_suffix(1);
  const auto value = crypto::parse_canonical_json(text);
  const auto* const object = value ? value->if_object() : nullptr;
  if (!object || object->size() != 4 || crypto::text_member(*object, "format") != format_name) {
    return Fault("it is no proof of an entry");
  }
  const auto entry = crypto::text_member(*object, "entry");
  const auto proof = crypto::text_member(*object, "proof");
  const auto* const keys = object->if_contains("keys");
  if (!entry || !proof || !keys || !keys->is_array()) return Fault("it has not the members of a proof");
  Parts out{std::string(*entry), std::string(*proof), {}};
  for (const auto& key : keys->get_array()) {
    if (!key.is_string()) return Fault("a hand-over of keys is damaged");
    out.keys.emplace_back(std::string_view(key.get_string()));
  }
  return out;
}

// Fills the report in as far as it gets.
std::expected<void, std::string> check(const Parts& parts, const std::optional<crypto::PublicKey>& key,
                                       const std::vector<crypto::VerifierKey>& witnesses, ProofReport& report) {
  const auto entry = ReadEntry::of(parts.entry);
  if (!entry) return Fault("the entry is damaged: " + entry.error());
  const auto path = read_tlog_proof(parts.proof);
  const auto checkpoint = path ? read_checkpoint(path->note) : std::unexpected(crypto::Refused::refused);
  if (!checkpoint) return Fault("the proof is damaged");
  report.log = checkpoint->origin;
  report.seq = entry->seq();
  report.size = checkpoint->size;
  if (entry->log() != report.log) return Fault("the entry is of another log");
  if (std::cmp_not_equal(report.seq, path->index + 1)) return Fault("the entry is not the one that was proven");
  const auto leaf = crypto::merkle_leaf(base::as_bytes(parts.entry));
  if (!crypto::verify_inclusion(leaf, path->index, checkpoint->size, path->hashes, checkpoint->root)) {
    return Fault("the entry is not in the log that was signed");
  }
  if (key) {
    const auto signer = keys::follow_handovers(parts.keys, report.log, *key);
    if (!is_signed_by(path->note, signer)) return Fault("the checkpoint is not signed by the given key");
    report.signature_checked = true;
    report.signed_by = base::to_hex(signer);
  }
  for (const auto& witness : witnesses) {
    const auto at = crypto::cosigned_at(path->note, witness);
    if (!at) return Fault(fmt::format("the witness {} did not cosign the checkpoint", witness.name));
    report.cosigned.push_back(*at);
  }
  return {};
}

}  // namespace

std::string proof_file(const EntryProof& proof) {
  json::array keys;
  for (const auto& note : proof.keys) keys.emplace_back(note);
  return crypto::canonical_json(json::object{
             {"entry", proof.entry}, {"format", format_name}, {"keys", std::move(keys)}, {"proof", proof.proof}}) +
         "\n";
}

ProofReport verify_proof_file(std::string_view text, const std::optional<crypto::PublicKey>& key,
                              const std::vector<crypto::VerifierKey>& witnesses) {
  ProofReport report;
  const auto parts = read_parts(text);
  const auto checked = parts ? check(*parts, key, witnesses, report) : Fault(parts.error());
  report.ok = checked.has_value();
  if (!checked) report.problem = checked.error();
  return report;
}

}  // namespace wardroom::audit
