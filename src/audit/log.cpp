#include "audit/log.h"

#include <fmt/format.h>

#include <bit>
#include <stdexcept>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/details.h"
#include "audit/queries.h"
#include "audit/recorded.h"
#include "audit/stored_chain.h"
#include "audit/tree.h"

namespace wardroom::audit {
namespace {

using store::TenantTxn;

bool states(std::string_view note, std::string_view log, const Boundary& at) {
  const auto checkpoint = read_checkpoint(note);
  return checkpoint && *checkpoint == Checkpoint{std::string(log), static_cast<std::uint64_t>(at.seq), at.tree.root()};
}

bool is_signed_by_any(std::string_view note, const std::vector<crypto::PublicKey>& keys) {
  return std::ranges::any_of(keys, [&](const crypto::PublicKey& key) { return is_signed_by(note, key); });
}

// What is wrong with the newest checkpoint, given the tree that was found at its place (none: the log ends before it).
std::string fault_of(const queries::StoredCheckpoint& stored, const std::optional<Boundary>& found,
                     std::string_view log, const std::vector<crypto::PublicKey>& ours) {
  if (!found) return fmt::format("the log was cut off: a checkpoint was signed at entry {}", stored.seq);
  if (stored.chain != found->chain || !states(stored.note, log, *found)) {
    return fmt::format("the log differs from the checkpoint signed at entry {}", stored.seq);
  }
  if (is_signed_by_any(stored.note, ours)) return {};
  return fmt::format("the signature of the checkpoint at entry {} is not ours", stored.seq);
}

// The same of the place where the log begins since it was pruned.
std::string fault_of_boundary(const queries::StoredCheckpoint& stored, std::string_view log,
                              const std::vector<crypto::PublicKey>& ours) {
  if (std::ssize(stored.subtrees) == 32 * std::popcount(static_cast<std::uint64_t>(stored.seq)) &&
      states(stored.note, log, boundary_of(stored)) && is_signed_by_any(stored.note, ours)) {
    return {};
  }
  return fmt::format("the boundary at entry {} is not what was signed when the log was pruned", stored.seq);
}

std::vector<crypto::PublicKey> public_keys(const LogTxn& txn) {
  std::vector<crypto::PublicKey> out;
  for (const auto& link : checkpoint_chain(txn.tenant(), txn.kind()).links(txn.txn())) out.push_back(link.public_key);
  return out;
}

// Where the log ends now, if that is further than the newest checkpoint.
std::optional<Boundary> grown_to(const LogTxn& txn) {
  const auto head = txn.one<queries::Head>(queries::head);
  const auto last = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
  if (!head || (last && last->seq >= head->seq)) return std::nullopt;
  ChainReader chain(txn.name(), last ? boundary_of(*last) : begin_of_log(txn));
  const auto followed = follow(txn, chain, to_the_end, [](const auto&, const Boundary&) { return true; });
  if (!followed) throw std::runtime_error(fmt::format("the log {}: {}", txn.name(), followed.error()));
  return chain.at();
}

}  // namespace

std::shared_ptr<const AuditLog::Listener> AuditLog::listen(Listener listener) const {
  auto shared = std::make_shared<const Listener>(std::move(listener));
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const auto& each) { return each.expired(); });
  listeners_.push_back(shared);
  return shared;
}

void AuditLog::tell_growth(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  for (const auto& each : listeners_) {
    if (const auto listener = each.lock()) (*listener)(tenant);
  }
}

std::vector<Recorded> AuditLog::list(const LogTxn& txn, std::int64_t after_seq, int limit) const {
  const auto keys = keys_.open(txn.tenant());
  Details details(txn, *keys);
  std::vector<Recorded> out;
  for (const auto& row : txn.all<queries::StoredEntry>(queries::after, after_seq, limit)) {
    out.push_back(recorded(row, details));
  }
  return out;
}

Verification AuditLog::verify(const LogTxn& txn) const {
  const auto log = txn.name();
  const auto ours = public_keys(txn);
  if (const auto pruned = txn.one<queries::StoredCheckpoint>(queries::boundary)) {
    if (auto fault = fault_of_boundary(*pruned, log, ours); !fault.empty()) return {.problem = std::move(fault)};
  }
  const auto stored = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
  std::optional<Boundary> at_checkpoint;
  auto begin = begin_of_log(txn);
  Verification result{.first = begin.seq + 1};
  ChainReader chain(log, std::move(begin));
  const auto followed = follow(txn, chain, to_the_end, [&](const auto&, const Boundary& at) {
    if (stored && at.seq == stored->seq) at_checkpoint = at;
    return true;
  });
  result.entries = chain.at().seq - result.first + 1;
  result.chain = base::to_hex(chain.at().chain);
  if (!followed) {
    result.problem = followed.error();
  } else if (stored) {
    result.checkpoint = stored->seq;
    result.problem = fault_of(*stored, at_checkpoint, log, ours);
  }
  result.ok = result.problem.empty();
  return result;
}

keys::StoredSigner AuditLog::signing_key(store::Store& store, base::TenantId tenant, LogKind kind) const {
  const auto chain = checkpoint_chain(tenant, kind);
  const auto known = store.read_now(tenant, [&](TenantTxn& txn) { return chain.current(txn, keys_); });
  if (known) return known->key;
  return store.write_now(tenant, [&](TenantTxn& txn) {
    const auto keys = keys_.open(tenant);
    chain.ensure(txn, *keys, first_checkpoint_key(*keys, kind));
    return chain.current(txn, keys_).value().key;
  });
}

keys::ChainLink AuditLog::rotate_signing_key(store::Store& store, base::TenantId tenant, LogKind kind,
                                             const keys::KeyChain::Adopted& adopted) const {
  signing_key(store, tenant, kind);  // there is one
  return checkpoint_chain(tenant, kind).rotate(store, keys_, tenant, adopted);
}

bool AuditLog::checkpoint(store::Store& store, base::TenantId tenant, LogKind kind) const {
  struct Grown {
    std::optional<Boundary> at;
    std::vector<Node> nodes;
  };
  const auto grown = store.read_now(tenant, [&](TenantTxn& tenant_txn) {
    const LogTxn txn(tenant_txn, kind);
    Grown out{.at = grown_to(txn), .nodes = {}};
    if (out.at) out.nodes = missing_nodes(txn, out.at->seq);
    return out;
  });
  if (!grown.at) return false;
  const auto& at = *grown.at;
  const auto key = signing_key(store, tenant, kind);
  const auto note = sign_checkpoint({log_name(tenant, kind), at.tree.size(), at.tree.root()}, *key.signer);
  return store.write_now(tenant, [&](TenantTxn& tenant_txn) {
    const LogTxn txn(tenant_txn, kind);
    const auto last = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
    if (last && last->seq >= at.seq) return false;  // another process was quicker
    txn.exec(queries::add_checkpoint, at.seq, at.chain, joined(at.tree.subtrees()), note);
    add_nodes(txn, grown.nodes);
    return true;
  });
}

}  // namespace wardroom::audit
