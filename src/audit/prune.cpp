#include "audit/prune.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/checkpoint.h"
#include "audit/proofs.h"
#include "audit/recorded.h"
#include "audit/stored_chain.h"
#include "audit/tree.h"

namespace wardroom::audit {

using store::TenantTxn;

namespace {

constexpr std::int64_t removed_at_once = 2000;  // so that nobody's writes wait long

// Where the log shall begin; none: nothing that is old enough makes a whole block.
std::optional<Boundary> new_begin(const LogTxn& txn, base::Timestamp before) {
  const auto signed_to = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
  const auto blocks = txn.one<std::int64_t>(queries::node_count, std::int64_t{8}).value_or(0);
  const auto begin = begin_of_log(txn);
  if (!signed_to) return std::nullopt;
  std::optional<Boundary> out;
  ChainReader chain(txn.name(), begin);
  const auto last = std::min(signed_to->seq, blocks * block_size);
  const auto followed = follow(txn, chain, last, [&](const queries::StoredEntry& row, const Boundary& at) {
    if (time_of(read_stored(row)) >= before) return false;
    if (at.seq % block_size == 0) out = at;
    return true;
  });
  if (!followed) {
    throw std::runtime_error(fmt::format("the log {} is not pruned: {}", txn.name(), followed.error()));
  }
  return out;
}

// Answers whether there may be more.
bool remove_some(const LogTxn& txn, std::int64_t up_to) {
  const auto first = txn.one<std::optional<std::int64_t>>(queries::first_seq).value_or(std::nullopt);
  if (!first || *first > up_to) return false;
  txn.exec(queries::remove_below, *first + removed_at_once, up_to);
  return true;
}

}  // namespace

std::optional<std::int64_t> prune(const AuditLog& log, store::Store& store, base::TenantId tenant, LogKind kind,
                                  base::Timestamp before) {
  const auto begin = store.read_now(tenant, [&](TenantTxn& txn) { return new_begin({txn, kind}, before); });
  if (begin) {
    const auto key = log.signing_key(store, tenant, kind);
    const auto note = sign_checkpoint({log_name(tenant, kind), begin->tree.size(), begin->tree.root()}, *key.signer);
    store.write_now(tenant, [&](TenantTxn& tenant_txn) {
      const LogTxn txn(tenant_txn, kind);
      if (begin_of_log(txn).seq >= begin->seq) return;  // another process was quicker
      txn.exec(queries::add_boundary, begin->seq, begin->chain, joined(begin->tree.subtrees()), note);
      txn.exec(queries::remove_checkpoints_below, begin->seq);
      for (const auto& each : cosignatures(txn)) keep_leaves(txn, each.size, begin->seq);
      log.append(tenant_txn, {.event = "audit.pruned", .target = fmt::format("{} {}", txn.name(), begin->seq)});
    });
  }
  const auto up_to = store.read_now(tenant, [&](TenantTxn& txn) { return begin_of_log({txn, kind}).seq; });
  while (up_to > 0 && store.write_now(tenant, [&](TenantTxn& txn) { return remove_some({txn, kind}, up_to); })) {
  }
  return begin ? std::optional(begin->seq) : std::nullopt;
}

}  // namespace wardroom::audit
