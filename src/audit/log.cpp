#include "audit/log.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/details.h"
#include "audit/queries.h"
#include "audit/recorded.h"
#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;
using store::TenantTxn;

constexpr int page_size = 500;

base::Bytes joined(const std::vector<crypto::Digest>& digests) {
  base::Bytes out;
  for (const auto& digest : digests) base::append(out, digest);
  return out;
}

std::vector<crypto::Digest> split(base::ByteView bytes) {
  std::vector<crypto::Digest> out(bytes.size() / 32);
  for (std::size_t i = 0; i < out.size(); ++i) std::ranges::copy(bytes.subspan(32 * i, 32), out[i].begin());
  return out;
}

// Follows the stored entries to the last, or to the first that does not hold. `each` sees where the chain has got to.
template <class Each>
std::expected<void, std::string> follow(TenantTxn& txn, ChainReader& chain, Each&& each) {
  for (;;) {
    const auto rows = txn.all<queries::StoredEntry>(queries::after, chain.at().seq, page_size);
    for (const auto& row : rows) {
      if (auto added = chain.add(row.entry); !added) return added;
      if (row.seq != chain.at().seq || row.chain != chain.at().chain) {
        return std::unexpected(fmt::format("entry {} does not match its chain value", chain.at().seq));
      }
      each(chain.at());
    }
    if (rows.size() < page_size) return {};
  }
}

// What is wrong with the newest checkpoint, given the tree that was found at its place (none: the log ends before it).
std::string fault_of(const queries::StoredCheckpoint& stored, const std::optional<Boundary>& found,
                     std::string_view log, const std::vector<crypto::PublicKey>& ours) {
  if (!found) return fmt::format("the log was cut off: a checkpoint was signed at entry {}", stored.seq);
  const auto checkpoint = read_checkpoint(stored.note);
  if (!checkpoint || checkpoint->size != static_cast<std::uint64_t>(stored.seq) || stored.chain != found->chain ||
      checkpoint->root != found->tree.root() || checkpoint->origin != log) {
    return fmt::format("the log differs from the checkpoint signed at entry {}", stored.seq);
  }
  const auto signed_by = [&](const crypto::PublicKey& key) { return is_signed_by(stored.note, key); };
  if (std::ranges::any_of(ours, signed_by)) return {};
  return fmt::format("the signature of the checkpoint at entry {} is not ours", stored.seq);
}

}  // namespace

std::string log_name(base::TenantId tenant) { return "wardroom/audit/" + tenant.text(); }

void AuditLog::append(TenantTxn& txn, const Entry& entry) const {
  const auto keys = keys_.open(txn.tenant());
  const auto head = txn.one<queries::Head>(queries::head).value_or(queries::Head{});
  const auto seq = head.seq + 1;
  const auto text = crypto::canonical_json(json::object{{"actor", entry.actor},
                                                        {"address", entry.address},
                                                        {"at", base::to_rfc3339(base::now())},
                                                        {"detail_sealed", seal_detail(*keys, seq, entry.detail)},
                                                        {"event", entry.event.name()},
                                                        {"log", log_name(txn.tenant())},
                                                        {"outcome", entry.outcome},
                                                        {"request", entry.request},
                                                        {"seq", seq},
                                                        {"session", entry.session},
                                                        {"target", entry.target}});
  if (text.size() > max_entry_size) throw std::length_error("an audit entry is too long");
  txn.exec(queries::append, seq, text, next_chain(head.chain, text));
  txn.on_commit([this, tenant = txn.tenant()] {
    const std::lock_guard lock(mutex_);
    grown_.insert(tenant);
  });
}

std::vector<base::TenantId> AuditLog::take_grown() const {
  const std::lock_guard lock(mutex_);
  std::vector<base::TenantId> out(grown_.begin(), grown_.end());
  grown_.clear();
  return out;
}

std::vector<Recorded> AuditLog::list(TenantTxn& txn, std::int64_t after_seq, int limit) const {
  const auto keys = keys_.open(txn.tenant());
  Details details(txn, *keys);
  std::vector<Recorded> out;
  for (const auto& row : txn.all<queries::StoredEntry>(queries::after, after_seq, limit)) {
    out.push_back(recorded(row, details, txn.tenant()));
  }
  return out;
}

Verification AuditLog::verify(TenantTxn& txn) const {
  const auto stored = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
  std::optional<Boundary> at_checkpoint;
  ChainReader chain(log_name(txn.tenant()), {});
  const auto followed = follow(txn, chain, [&](const Boundary& at) {
    if (stored && at.seq == stored->seq) at_checkpoint = at;
  });
  Verification result{.entries = chain.at().seq, .chain = base::to_hex(chain.at().chain)};
  if (!followed) {
    result.problem = followed.error();
  } else if (stored) {
    result.problem = fault_of(*stored, at_checkpoint, log_name(txn.tenant()), public_keys(txn));
  }
  result.ok = result.problem.empty();
  return result;
}

keys::StoredSigner AuditLog::signing_key(store::Store& store, base::TenantId tenant) const {
  const auto chain = checkpoint_chain(tenant);
  const auto known = store.read_now(tenant, [&](TenantTxn& txn) { return chain.current(txn, keys_); });
  if (known) return known->key;
  return store.write_now(tenant, [&](TenantTxn& txn) {
    const auto keys = keys_.open(tenant);
    chain.ensure(txn, *keys, first_checkpoint_key(*keys));
    return chain.current(txn, keys_).value().key;
  });
}

keys::ChainLink AuditLog::rotate_signing_key(store::Store& store, base::TenantId tenant,
                                             const keys::KeyChain::Adopted& adopted) const {
  signing_key(store, tenant);  // there is one
  return checkpoint_chain(tenant).rotate(store, keys_, tenant, adopted);
}

std::vector<crypto::PublicKey> AuditLog::public_keys(TenantTxn& txn) const {
  std::vector<crypto::PublicKey> out;
  for (const auto& link : checkpoint_chain(txn.tenant()).links(txn)) out.push_back(link.public_key);
  return out;
}

// Where the log ends now, if that is further than the newest checkpoint.
std::optional<Boundary> AuditLog::grown_to(TenantTxn& txn) const {
  const auto head = txn.one<queries::Head>(queries::head);
  const auto last = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
  if (!head || (last && last->seq >= head->seq)) return std::nullopt;
  Boundary from;
  if (last) from = {last->seq, last->chain, {static_cast<std::uint64_t>(last->seq), split(last->subtrees)}};
  ChainReader chain(log_name(txn.tenant()), std::move(from));
  if (const auto followed = follow(txn, chain, [](const Boundary&) {}); !followed) {
    throw std::runtime_error(fmt::format("the audit log of {}: {}", txn.tenant().text(), followed.error()));
  }
  return chain.at();
}

bool AuditLog::checkpoint(store::Store& store, base::TenantId tenant) const {
  const auto at = store.read_now(tenant, [&](TenantTxn& txn) { return grown_to(txn); });
  if (!at) return false;
  const auto key = signing_key(store, tenant);
  const auto note = sign_checkpoint({log_name(tenant), at->tree.size(), at->tree.root()}, *key.signer);
  return store.write_now(tenant, [&](TenantTxn& txn) {
    const auto last = txn.one<queries::StoredCheckpoint>(queries::last_checkpoint);
    if (last && last->seq >= at->seq) return false;  // another process was quicker
    txn.exec(queries::add_checkpoint, at->seq, at->chain, joined(at->tree.subtrees()), note);
    return true;
  });
}

}  // namespace wardroom::audit
