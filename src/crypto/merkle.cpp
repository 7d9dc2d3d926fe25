#include "crypto/merkle.h"

#include <bit>
#include <stdexcept>

namespace wardroom::crypto {
namespace {

// The largest power of two smaller than n (n > 1): where RFC 6962 splits a tree.
std::size_t split_at(std::size_t n) { return std::bit_floor(n - 1); }

// SUBPROOF of RFC 6962 section 2.1.2; whole: the old tree is exactly these leaves and its root is already known.
void consistency_subproof(std::span<const Digest> leaves, std::size_t old_size, bool whole, std::vector<Digest>& out) {
  if (old_size == leaves.size()) {
    if (!whole) out.push_back(merkle_root(leaves));
    return;
  }
  const auto k = split_at(leaves.size());
  if (old_size <= k) {
    consistency_subproof(leaves.first(k), old_size, whole, out);
    out.push_back(merkle_root(leaves.subspan(k)));
  } else {
    consistency_subproof(leaves.subspan(k), old_size - k, false, out);
    out.push_back(merkle_root(leaves.first(k)));
  }
}

}  // namespace

Digest merkle_leaf(base::ByteView entry) {
  static constexpr std::uint8_t prefix[] = {0x00};
  return sha256({prefix, entry});
}

Digest merkle_node(const Digest& left, const Digest& right) {
  static constexpr std::uint8_t prefix[] = {0x01};
  return sha256({prefix, left, right});
}

MerkleTree::MerkleTree(std::uint64_t size, std::vector<Digest> subtrees) : size_(size), subtrees_(std::move(subtrees)) {
  if (static_cast<std::size_t>(std::popcount(size)) != subtrees_.size()) {
    throw std::invalid_argument("the subtrees do not make up a tree of this size");
  }
}

void MerkleTree::append(const Digest& leaf) {
  auto node = leaf;
  for (auto rest = size_; (rest & 1U) != 0; rest >>= 1) {  // each trailing one is a complete subtree to join with
    node = merkle_node(subtrees_.back(), node);
    subtrees_.pop_back();
  }
  subtrees_.push_back(node);
  ++size_;
}

Digest MerkleTree::root() const {
  if (subtrees_.empty()) return sha256({});
  auto root = subtrees_.back();
  for (auto i = subtrees_.size() - 1; i-- > 0;) root = merkle_node(subtrees_[i], root);
  return root;
}

Digest merkle_root(std::span<const Digest> leaves) {
  MerkleTree tree;
  for (const auto& leaf : leaves) tree.append(leaf);
  return tree.root();
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::size_t index) {
  if (index >= leaves.size()) throw std::out_of_range("no such leaf");
  std::vector<Digest> reversed;  // from the root down
  while (leaves.size() > 1) {
    const auto k = split_at(leaves.size());
    if (index < k) {
      reversed.push_back(merkle_root(leaves.subspan(k)));
      leaves = leaves.first(k);
    } else {
      reversed.push_back(merkle_root(leaves.first(k)));
      leaves = leaves.subspan(k);
      index -= k;
    }
  }
  return {reversed.rbegin(), reversed.rend()};
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::size_t old_size) {
  if (old_size > leaves.size()) throw std::out_of_range("the old tree is larger than the new one");
  std::vector<Digest> proof;
  if (old_size > 0) consistency_subproof(leaves, old_size, true, proof);
  return proof;
}

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, std::span<const Digest> proof,
                      const Digest& root) {
  if (index >= size) return false;
  auto fn = index;
  auto sn = size - 1;
  auto node = leaf;
  for (const auto& sibling : proof) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      node = merkle_node(sibling, node);
      for (; (fn & 1U) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      node = merkle_node(node, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && node == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const Digest& old_root, const Digest& new_root,
                        std::span<const Digest> proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty() && old_root == sha256({});
  // RFC 9162 section 2.1.4.2: a complete old tree is the first node of the path itself.
  const bool complete = std::has_single_bit(old_size);
  if (!complete && proof.empty()) return false;
  auto fn = old_size - 1;
  auto sn = new_size - 1;
  for (; (fn & 1U) != 0; fn >>= 1) sn >>= 1;
  auto fr = complete ? old_root : proof.front();
  auto sr = fr;
  for (const auto& node : proof.subspan(complete ? 0 : 1)) {
    if (sn == 0) return false;
    if ((fn & 1U) != 0 || fn == sn) {
      fr = merkle_node(node, fr);
      sr = merkle_node(node, sr);
      for (; (fn & 1U) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      sr = merkle_node(sr, node);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == old_root && sr == new_root;
}

}  // namespace wardroom::crypto
