// What the signed checkpoints of a log prove, for those who keep nothing of it: that an entry is in it, that it only
// grew. Inside the caller's transaction.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/log_txn.h"
#include "base/problem.h"

namespace wardroom::audit {

// A checkpoint with the cosignatures that witnesses made of it.
struct SignedHead {
  std::int64_t size = 0;
  std::string note;
};
std::optional<SignedHead> newest_head(const LogTxn& txn);
// The newest one that a witness cosigned, if it covers entry `seq` and is signed by the key of today; else the newest.
std::optional<SignedHead> best_head(const LogTxn& txn, std::int64_t seq);

// What a witness cosigned last: of how many entries, and its line.
struct Cosigned {
  std::string witness;
  std::int64_t size = 0;
  std::string line;
};
std::vector<Cosigned> cosignatures(const LogTxn& txn);
std::optional<std::int64_t> last_cosigned(const LogTxn& txn, std::string_view witness);
void put_cosignature(const LogTxn& txn, std::string_view witness, std::int64_t size, std::string_view line);

struct EntryProof {
  std::int64_t seq = 0;
  std::string entry;              // as it was hashed
  std::string proof;              // C2SP tlog-proof.md: the path from the entry to a checkpoint, and that checkpoint
  std::vector<std::string> keys;  // hand-overs, from the first signing key to the one that signed it
};
// Problem 404 no_such_entry; 409 not_signed_yet until the next checkpoint.
EntryProof prove_entry(const LogTxn& txn, std::int64_t seq);

struct GrowthProof {
  std::int64_t from = 0, to = 0;
  std::vector<crypto::Digest> hashes;  // RFC 6962 section 2.1.2
  std::string note;                    // the checkpoint of `to`, the newest
};
// Problem 409 not_signed_yet without a checkpoint; 422 if it is of fewer entries; 410 pruned.
GrowthProof prove_growth(const LogTxn& txn, std::int64_t from);

// The proof as one line of canonical JSON that stands alone:
//   {"entry":TEXT,"format":"wardroom-audit-proof-1","keys":[NOTE...],"proof":TEXT}
std::string proof_file(const EntryProof& proof);

struct ProofReport {
  bool ok = false;
  std::string log;
  std::int64_t seq = 0;
  std::uint64_t size = 0;  // of the log at the checkpoint
  std::string signed_by;   // hex: the key that the given one led to
  bool signature_checked = false;
  std::vector<std::uint64_t> cosigned;  // POSIX times, one for each witness given
  std::string problem;                  // empty if ok
};
// All of `witnesses` must have cosigned the checkpoint.
ProofReport verify_proof_file(std::string_view text, const std::optional<crypto::PublicKey>& key,
                              const std::vector<crypto::VerifierKey>& witnesses);

}  // namespace wardroom::audit
