// The audit log as a file that stands alone: JSON lines, each canonical, checked without a database, a server or a key
// of ours beyond the public one.
//
//   {"boundary":{"chain":HEX,"seq":N,"subtrees":[HEX...]},"format":"wardroom-audit-1","log":NAME,"tenant":ID}
//   the entries after N, as they were hashed
//   {"chain":HEX,"checkpoint":SIGNED NOTE,"keys":[HAND-OVER NOTE...],"seq":LAST}
//
// "keys" leads from each earlier signing key to the one that signed the checkpoint; it is absent before the first
// rotation. So any public key of this log's past verifies the export. The checkpoint is the log's newest, with the
// cosignatures that witnesses made of it. Of a log that was pruned the boundary is where it begins; "boundary_note",
// the checkpoint that was signed for it, stands in the last line then.
#pragma once
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "audit/log_txn.h"
#include "crypto/sign.h"
#include "crypto/signed_note.h"

namespace wardroom::audit {

// Up to the newest checkpoint, which there must be. Answers how many entries were written. Throws std::runtime_error at
// a damaged entry or when `out` fails.
std::int64_t export_log(const LogTxn& txn, std::ostream& out);

struct ExportReport {
  bool ok = false;
  std::string signed_by;           // hex: the key that the given one led to
  bool signature_checked = false;  // false if no public key was given: then only the file's own sums were checked
  std::string log;
  std::int64_t first = 1;  // entry; those before it were pruned
  std::int64_t entries = 0;
  std::string chain;                    // hex
  std::vector<std::uint64_t> cosigned;  // POSIX times, one for each witness given
  std::string problem;                  // empty if ok
};

// All of `witnesses` must have cosigned the checkpoint.
ExportReport verify_export(std::istream& in, const std::optional<crypto::PublicKey>& key,
                           const std::vector<crypto::VerifierKey>& witnesses = {});

}  // namespace wardroom::audit
