#include "audit/tree.h"

#include <algorithm>
#include <bit>

#include "audit/queries.h"

namespace wardroom::audit {
namespace {

using crypto::Digest;

constexpr std::int64_t leaf_level = 0;
constexpr int levels_per_step = 8;
constexpr int top_level = 56;

// The tree's nodes, read as they are asked for.
class Stored {
 public:
  explicit Stored(const LogTxn& txn) : txn_(txn) {}

  // The root over [begin, end), a range of which RFC 6962's splits make up a tree.
  Digest root(std::int64_t begin, std::int64_t end) {
    const auto size = end - begin;
    if (size < block_size) return crypto::merkle_root(leaves(begin, end));
    if (std::has_single_bit(static_cast<std::uint64_t>(size))) return complete(begin, size);
    const auto middle = begin + static_cast<std::int64_t>(crypto::merkle_split(static_cast<std::uint64_t>(size)));
    return crypto::merkle_node(root(begin, middle), root(middle, end));
  }

  // The stored nodes of one level from position `first` on.
  std::vector<Digest> nodes(std::int64_t level, std::int64_t first, std::int64_t count) {
    auto found = txn_.all<Digest>(queries::nodes, level, first, first + count);
    if (std::ssize(found) != count) throw std::runtime_error("the audit log's tree is damaged: a node is missing");
    return found;
  }

  std::vector<Digest> leaves(std::int64_t begin, std::int64_t end) {
    std::vector<Digest> out;
    for (const auto& entry : txn_.all<std::string>(queries::texts, begin, end)) {
      out.push_back(crypto::merkle_leaf(base::as_bytes(entry)));
    }
    if (std::ssize(out) == end - begin) return out;
    out = txn_.all<Digest>(queries::nodes, leaf_level, begin, end);  // kept when the entries went
    if (std::ssize(out) != end - begin) throw Pruned();
    return out;
  }

 private:
  Digest complete(std::int64_t begin, std::int64_t size) {
    const auto height = std::countr_zero(static_cast<std::uint64_t>(size));
    const auto level = height / levels_per_step * levels_per_step;
    return crypto::merkle_root(nodes(level, begin >> level, size >> level));
  }

  const LogTxn& txn_;
};

crypto::RangeRoot root_in(Stored& tree) {
  return [&tree](std::uint64_t begin, std::uint64_t end) {
    return tree.root(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end));
  };
}

}  // namespace

std::vector<Node> missing_nodes(const LogTxn& txn, std::int64_t size) {
  Stored tree(txn);
  std::vector<Node> out;
  std::vector<Digest> below;  // those of the level below that are new
  std::int64_t below_from = 0;
  for (std::int64_t level = levels_per_step; level <= top_level && size >> level > 0; level += levels_per_step) {
    const auto first = txn.one<std::int64_t>(queries::node_count, level).value_or(0);
    std::vector<Digest> here;
    for (auto position = first; position < size >> level; ++position) {
      const auto begin = position * block_size;  // of the level below
      std::vector<Digest> parts;
      if (level == levels_per_step) {
        parts = tree.leaves(begin, begin + block_size);
      } else {
        const auto stored = std::clamp<std::int64_t>(below_from - begin, 0, block_size);
        if (stored > 0) parts = tree.nodes(level - levels_per_step, begin, stored);
        for (auto i = begin + stored; i < begin + block_size; ++i) parts.push_back(below.at(i - below_from));
      }
      here.push_back(crypto::merkle_root(parts));
      out.push_back({level, position, here.back()});
    }
    below = std::move(here);
    below_from = first;
  }
  return out;
}

void add_nodes(const LogTxn& txn, const std::vector<Node>& nodes) {
  for (const auto& node : nodes) txn.exec(queries::add_node, node.level, node.position, node.digest);
}

std::vector<Digest> prove_inclusion(const LogTxn& txn, std::int64_t seq, std::int64_t size) {
  Stored tree(txn);
  return crypto::inclusion_proof(static_cast<std::uint64_t>(seq - 1), static_cast<std::uint64_t>(size), root_in(tree));
}

std::vector<Digest> prove_consistency(const LogTxn& txn, std::int64_t old_size, std::int64_t size) {
  Stored tree(txn);
  return crypto::consistency_proof(static_cast<std::uint64_t>(old_size), static_cast<std::uint64_t>(size),
                                   root_in(tree));
}

void keep_leaves(const LogTxn& txn, std::int64_t size, std::int64_t boundary) {
  const auto begin = size / block_size * block_size;
  if (begin == size || begin >= boundary || txn.one<std::int64_t>(queries::node_at, leaf_level, begin)) return;
  Stored tree(txn);
  auto position = begin;
  for (const auto& leaf : tree.leaves(begin, begin + block_size)) {
    txn.exec(queries::add_node, leaf_level, position++, leaf);
  }
}

}  // namespace wardroom::audit
