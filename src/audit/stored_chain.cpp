#include "audit/stored_chain.h"

namespace wardroom::audit {
namespace {

std::vector<crypto::Digest> split(base::ByteView bytes) {
  std::vector<crypto::Digest> out(bytes.size() / 32);
  for (std::size_t i = 0; i < out.size(); ++i) std::ranges::copy(bytes.subspan(32 * i, 32), out[i].begin());
  return out;
}

}  // namespace

base::Bytes joined(const std::vector<crypto::Digest>& digests) {
  base::Bytes out;
  for (const auto& digest : digests) base::append(out, digest);
  return out;
}

Boundary boundary_of(const queries::StoredCheckpoint& row) {
  return {row.seq, row.chain, {static_cast<std::uint64_t>(row.seq), split(row.subtrees)}};
}

Boundary begin_of_log(const LogTxn& txn) {
  const auto stored = txn.one<queries::StoredCheckpoint>(queries::boundary);
  return stored ? boundary_of(*stored) : Boundary{};
}

}  // namespace wardroom::audit
