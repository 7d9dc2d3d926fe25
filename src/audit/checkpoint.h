// Signed statements of how far a log has got (C2SP tlog-checkpoint.md): whoever keeps one can tell later whether
// entries up to it were changed or cut off. The origin, and the name of the key, is the log's name.
//
//   ORIGIN \n SIZE \n base64(ROOT) \n          in a signed note (crypto/signed_note.h)
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "audit/log_txn.h"
#include "crypto/merkle.h"
#include "crypto/sign.h"
#include "crypto/signed_note.h"
#include "keys/key_chain.h"
#include "keys/tenant_keys.h"

namespace wardroom::audit {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  crypto::Digest root{};
  bool operator==(const Checkpoint&) const = default;
};

std::string sign_checkpoint(const Checkpoint& checkpoint, const crypto::Signer& key);
std::expected<Checkpoint, crypto::Refused> read_checkpoint(std::string_view note);  // the signature is not looked at
bool is_signed_by(std::string_view note, const crypto::PublicKey& key);

// A log's keys for checkpoints. Each hands over to the next, so that who has an old one still verifies.
keys::KeyChain checkpoint_chain(base::TenantId tenant, LogKind kind);
// The hand-overs that lead from the first key to the one that signed the note, and not beyond.
std::vector<std::string> handovers_to(const LogTxn& txn, std::string_view note);
crypto::SigningKey first_checkpoint_key(const keys::TenantKeys& keys, LogKind kind);  // derived from the oldest epoch

}  // namespace wardroom::audit
