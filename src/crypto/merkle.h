// Merkle trees of RFC 6962 (section 2.1): leaf and node hashes, a tree that is appended to in O(log n) memory, and the
// proofs over it. Verification follows RFC 9162 section 2.1. Values; any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "crypto/hash.h"

namespace wardroom::crypto {

Digest merkle_leaf(base::ByteView entry);                     // SHA-256(0x00 | entry)
Digest merkle_node(const Digest& left, const Digest& right);  // SHA-256(0x01 | left | right)

// The tree by its complete subtrees only, largest first: size and subtrees are all that must be stored to go on.
class MerkleTree {
 public:
  MerkleTree() = default;
  MerkleTree(std::uint64_t size, std::vector<Digest> subtrees);  // throws std::invalid_argument if they do not match

  void append(const Digest& leaf);
  std::uint64_t size() const { return size_; }
  const std::vector<Digest>& subtrees() const { return subtrees_; }
  Digest root() const;  // of the empty tree: SHA-256 of nothing

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> subtrees_;
};

Digest merkle_root(std::span<const Digest> leaves);
// The root over the leaves begin <= i < end, which a split of the tree gave.
using RangeRoot = std::function<Digest(std::uint64_t begin, std::uint64_t end)>;
std::uint64_t merkle_split(std::uint64_t size);  // how many leaves are in the left half; size > 1
// Throw std::out_of_range for a leaf, or an old tree, that is not in the tree.
std::vector<Digest> inclusion_proof(std::uint64_t index, std::uint64_t size, const RangeRoot& root);
std::vector<Digest> consistency_proof(std::uint64_t old_size, std::uint64_t size, const RangeRoot& root);
std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::size_t index);
std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::size_t old_size);

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Digest> proof,
                      const Digest& root);
bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const Digest& old_root, const Digest& new_root,
                        std::span<const Digest> proof);

}  // namespace wardroom::crypto
