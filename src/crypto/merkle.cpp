#include "crypto/merkle.h"

#include <bit>
#include <stdexcept>

namespace wardroom::crypto {
namespace {

// SUBPROOF of RFC 6962 section 2.1.2 over the leaves begin <= i < end; whole: the old tree is exactly these leaves and
// its root is already known.
void consistency_subproof(std::uint64_t begin, std::uint64_t end, std::uint64_t old_end, bool whole,
                          const RangeRoot& root, std::vector<Digest>& out) {
  if (old_end == end) {
    if (!whole) out.push_back(root(begin, end));
    return;
  }
  const auto middle = begin + merkle_split(end - begin);
  if (old_end <= middle) {
    consistency_subproof(begin, middle, old_end, whole, root, out);
    out.push_back(root(middle, end));
  } else {
    consistency_subproof(middle, end, old_end, false, root, out);
    out.push_back(root(begin, middle));
  }
}

RangeRoot root_over(std::span<const Digest> leaves) {
  return [leaves](std::uint64_t begin, std::uint64_t end) { return merkle_root(leaves.subspan(begin, end - begin)); };
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

std::uint64_t merkle_split(std::uint64_t size) { return std::bit_floor(size - 1); }

std::vector<Digest> inclusion_proof(std::uint64_t index, std::uint64_t size, const RangeRoot& root) {
  if (index >= size) throw std::out_of_range("no such leaf");
  std::vector<Digest> reversed;  // from the root down
  for (std::uint64_t begin = 0, end = size; end - begin > 1;) {
    const auto middle = begin + merkle_split(end - begin);
    if (index < middle) {
      reversed.push_back(root(middle, end));
      end = middle;
    } else {
      reversed.push_back(root(begin, middle));
      begin = middle;
    }
  }
  return {reversed.rbegin(), reversed.rend()};
}

std::vector<Digest> consistency_proof(std::uint64_t old_size, std::uint64_t size, const RangeRoot& root) {
  if (old_size > size) throw std::out_of_range("the old tree is larger than the new one");
  std::vector<Digest> proof;
  if (old_size > 0) consistency_subproof(0, size, old_size, true, root, proof);
  return proof;
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::size_t index) {
  return inclusion_proof(index, leaves.size(), root_over(leaves));
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::size_t old_size) {
  return consistency_proof(old_size, leaves.size(), root_over(leaves));
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
