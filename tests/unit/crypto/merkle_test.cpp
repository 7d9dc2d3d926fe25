#include "crypto/merkle.h"

#include <gtest/gtest.h>

#include "vectors.h"

namespace wardroom::crypto {
namespace {

// The reference tree of the Certificate Transparency implementations.
std::vector<Digest> reference_leaves() {
  std::vector<Digest> leaves;
  for (const auto* const entry :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    leaves.push_back(merkle_leaf(test::hex(entry)));
  }
  return leaves;
}

std::vector<Digest> numbered_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(merkle_leaf(base::as_bytes(std::to_string(i))));
  return leaves;
}

TEST(MerkleTree, HasThePublishedRoots) {
  const std::string_view roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  const auto leaves = reference_leaves();
  MerkleTree tree;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    EXPECT_EQ(base::to_hex(tree.root()), roots[size]);
    EXPECT_EQ(tree.size(), size);
    if (size < leaves.size()) tree.append(leaves[size]);
  }
}

TEST(MerkleTree, GoesOnFromItsStoredSubtrees) {
  const auto leaves = numbered_leaves(100);
  MerkleTree tree;
  for (const auto& leaf : leaves) {
    tree = MerkleTree(tree.size(), tree.subtrees());
    tree.append(leaf);
  }
  EXPECT_EQ(tree.root(), merkle_root(leaves));
  EXPECT_THROW(MerkleTree(3, {leaves[0]}), std::invalid_argument);
}

TEST(InclusionProof, HoldsForEveryLeafOfEveryTreeUpToForty) {
  const auto all = numbered_leaves(40);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    const auto leaves = std::span(all).first(size);
    const auto root = merkle_root(leaves);
    for (std::size_t i = 0; i < size; ++i) {
      auto proof = inclusion_proof(leaves, i);
      EXPECT_TRUE(verify_inclusion(leaves[i], i, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaves[i], i, size, proof, merkle_leaf({})));
      EXPECT_FALSE(verify_inclusion(merkle_leaf({}), i, size, proof, root));
      if (size > 1) EXPECT_FALSE(verify_inclusion(leaves[i], (i + 1) % size, size, proof, root));
      proof.push_back(root);
      EXPECT_FALSE(verify_inclusion(leaves[i], i, size, proof, root));
    }
  }
}

TEST(ConsistencyProof, HoldsBetweenAllTreesUpToForty) {
  const auto all = numbered_leaves(40);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const auto root = merkle_root(std::span(all).first(size));
    for (std::size_t old = 0; old <= size; ++old) {
      const auto old_root = merkle_root(std::span(all).first(old));
      auto proof = consistency_proof(std::span(all).first(size), old);
      EXPECT_TRUE(verify_consistency(old, size, old_root, root, proof)) << old << " " << size;
      EXPECT_FALSE(verify_consistency(old, size, merkle_leaf({}), root, proof));
      if (old > 0) EXPECT_FALSE(verify_consistency(old, size, old_root, merkle_leaf({}), proof));
      proof.push_back(root);
      EXPECT_FALSE(verify_consistency(old, size, old_root, root, proof));
    }
  }
}

TEST(ConsistencyProof, RefusesATreeThatGrewSmaller) {
  const auto leaves = numbered_leaves(3);
  EXPECT_FALSE(verify_consistency(3, 2, merkle_root(leaves), merkle_root(std::span(leaves).first(2)), {}));
}

}  // namespace
}  // namespace wardroom::crypto
