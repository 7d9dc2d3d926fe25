#include "audit/proofs.h"

#include <fmt/format.h>

#include "audit/hash_lines.h"
#include "audit/log.h"
#include "audit/queries.h"
#include "audit/tree.h"

namespace wardroom::audit {
namespace {

constexpr std::string_view not_signed = "There is no signed checkpoint of it yet. One is made every minute: try again.";

base::Problem not_signed_yet() { return {409, "not_signed_yet", std::string(not_signed)}; }

std::optional<SignedHead> head_of(const LogTxn& txn, const std::optional<queries::StoredCheckpoint>& stored) {
  if (!stored) return std::nullopt;
  SignedHead out{stored->seq, stored->note};
  for (const auto& each : txn.all<queries::Cosignature>(queries::cosignatures)) {
    if (each.seq == stored->seq) out.note += each.line;
  }
  return out;
}

std::string tlog_proof(std::int64_t index, const std::vector<crypto::Digest>& path, const std::string& note) {
  return fmt::format("c2sp.org/tlog-proof@v1\nindex {}\n{}{}", index, hash_lines(path), note);
}

}  // namespace

std::optional<SignedHead> newest_head(const LogTxn& txn) {
  return head_of(txn, txn.one<queries::StoredCheckpoint>(queries::last_checkpoint));
}

std::optional<SignedHead> best_head(const LogTxn& txn, std::int64_t seq) {
  std::int64_t cosigned = 0;
  for (const auto& each : txn.all<queries::Cosignature>(queries::cosignatures)) cosigned = std::max(cosigned, each.seq);
  if (cosigned >= seq && cosigned > 0) {
    const auto links = checkpoint_chain(txn.tenant(), txn.kind()).links(txn.txn());
    auto head = head_of(txn, txn.one<queries::StoredCheckpoint>(queries::checkpoint_at, cosigned));
    if (head && !links.empty() && is_signed_by(head->note, links.back().public_key)) return head;
  }
  return newest_head(txn);
}

std::vector<Cosigned> cosignatures(const LogTxn& txn) {
  std::vector<Cosigned> out;
  for (auto& each : txn.all<queries::Cosignature>(queries::cosignatures)) {
    out.push_back({std::move(each.witness), each.seq, std::move(each.line)});
  }
  return out;
}

std::optional<std::int64_t> last_cosigned(const LogTxn& txn, std::string_view witness) {
  return txn.one<std::int64_t>(queries::cosigned_by, witness);
}

void put_cosignature(const LogTxn& txn, std::string_view witness, std::int64_t size, std::string_view line) {
  txn.exec(queries::put_cosignature, witness, size, line);
}

EntryProof prove_entry(const LogTxn& txn, std::int64_t seq) {
  const auto rows = txn.all<queries::StoredEntry>(queries::after, seq - 1, 1);
  if (rows.empty() || rows.front().seq != seq) throw base::Problem(404, "no_such_entry", "There is no such entry.");
  const auto head = best_head(txn, seq);
  if (!head || head->size < seq) throw not_signed_yet();
  EntryProof out{.seq = seq, .entry = rows.front().entry, .proof = {}, .keys = {}};
  out.proof = tlog_proof(seq - 1, prove_inclusion(txn, seq, head->size), head->note);
  out.keys = handovers_to(txn, head->note);
  return out;
}

GrowthProof prove_growth(const LogTxn& txn, std::int64_t from) {
  auto head = newest_head(txn);
  if (!head) throw not_signed_yet();
  if (from > head->size) {
    throw base::Problem(422, "log_is_shorter",
                        fmt::format("The newest checkpoint is of {} entries, fewer than {}.", head->size, from));
  }
  try {
    return {from, head->size, prove_consistency(txn, from, head->size), std::move(head->note)};
  } catch (const Pruned&) {
    throw base::Problem(410, "pruned", "The entries that this would be proven by were pruned.");
  }
}

}  // namespace wardroom::audit
