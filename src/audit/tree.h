// The Merkle tree over a log's stored entries, for proofs about any of them (RFC 6962 section 2.1). The roots of its
// complete subtrees of 256, 65536, ... leaves are stored, so that a proof reads some hundred rows whatever the log's
// size, and can still be made after the entries of whole blocks were pruned. Inside the caller's transaction.
#pragma once
#include <stdexcept>
#include <vector>

#include "audit/log_txn.h"
#include "crypto/merkle.h"

namespace wardroom::audit {

inline constexpr std::int64_t block_size = 256;  // entries; a log is pruned by whole ones

// Nodes that the next proofs need are gone with the entries below a boundary.
struct Pruned : std::runtime_error {
  Pruned() : std::runtime_error("the entries that this would be proven by were pruned") {}
};

struct Node {
  std::int64_t level = 0;     // 8, 16, ...: over 2^level leaves; 0: a leaf that is kept
  std::int64_t position = 0;  // its first leaf is position * 2^level
  crypto::Digest digest{};
};

// The nodes that a log of this size should have and has not. Reads only; add() stores them.
std::vector<Node> missing_nodes(const LogTxn& txn, std::int64_t size);
void add_nodes(const LogTxn& txn, const std::vector<Node>& nodes);

// For the tree of the first `size` entries. Throws Pruned; std::out_of_range for what is not in it.
std::vector<crypto::Digest> prove_inclusion(const LogTxn& txn, std::int64_t seq, std::int64_t size);
std::vector<crypto::Digest> prove_consistency(const LogTxn& txn, std::int64_t old_size, std::int64_t size);

// Before the entries up to `boundary` go: keeps the leaf hashes of the block that a tree of this size ends in, so that
// growth from it can be proven afterwards.
void keep_leaves(const LogTxn& txn, std::int64_t size, std::int64_t boundary);

}  // namespace wardroom::audit
