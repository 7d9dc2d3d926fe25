// Long-lived signing keys that follow one another: the server's identity (platform) and the key of audit checkpoints
// (each tenant). Whoever knows one of them follows the hand-overs to today's: each is a signed note of the key before.
// A key's seed is destroyed when the next one takes over.
//
//   wardroom/key-handover \n NAME \n NUMBER \n base64(public key) \n RFC 3339 time \n     in a note signed as NAME
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crypto/sign.h"
#include "keys/key_store.h"
#include "keys/signers.h"
#include "keys/tenant_keys.h"
#include "store/store.h"

namespace wardroom::keys {

struct ChainLink {
  std::int64_t number = 0;
  crypto::PublicKey public_key{};
  std::string handover;  // empty for the first
  base::Timestamp created_at;
};

// One chain of a tenant: `chain` is its place in the table ("audit"), `name` what its notes are signed as.
class KeyChain {
 public:
  KeyChain(std::string_view chain, std::string name) : chain_(chain), name_(std::move(name)) {}

  std::vector<ChainLink> links(store::TenantTxn& txn) const;  // the oldest first
  // Begins the chain with this key if there is none.
  void ensure(store::TenantTxn& txn, const TenantKeys& keys, const crypto::SigningKey& first) const;
  struct Current {
    std::int64_t number = 0;
    StoredSigner key;
  };
  std::optional<Current> current(store::TenantTxn& txn, KeyStore& keys) const;

  using Adopted = std::function<void(store::TenantTxn&, const ChainLink&)>;
  // The next key, made where Signers makes them and handed over to by the current one, which must be there. `adopted`
  // runs in the transaction that stores it. Waits for the store, and between two transactions for the KMS. Problem 409
  // when another process was quicker; throws kms::KmsFault.
  ChainLink rotate(store::Store& store, KeyStore& keys, base::TenantId tenant, const Adopted& adopted) const;

 private:
  struct Successor {
    std::int64_t number = 0;
    MadeSigner made;
    std::string handover;
  };
  Successor successor(const Current& current, const Signers& signers) const;
  ChainLink adopt(store::TenantTxn& txn, const TenantKeys& keys, const Successor& next) const;
  std::string id(std::int64_t number) const;
  void insert(store::TenantTxn& txn, const TenantKeys& keys, std::int64_t number, const crypto::PublicKey& public_key,
              std::string_view secret, std::string_view handover) const;

  std::string chain_;
  std::string name_;
};

struct Handover {
  std::int64_t number = 0;
  crypto::PublicKey to{};
};
// What the note hands over to, if `from` signed it as `name`.
std::optional<Handover> read_handover(std::string_view note, std::string_view name, const crypto::PublicKey& from);

// From a key that is trusted to the last one that the notes lead to. Notes of other keys are passed over.
crypto::PublicKey follow_handovers(const std::vector<std::string>& notes, std::string_view name,
                                   const crypto::PublicKey& trusted);

}  // namespace wardroom::keys
