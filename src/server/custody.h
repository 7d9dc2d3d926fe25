// What can be done to keys, for the console and for wardroomctl alike: each deed with its record in the audit log. The
// steps of a workspace's rotation are rotate(), re-encryption, retire(); docs/keys.md tells when. All wait for the
// store, and some for the KMS: for threads of their own.
#pragma once
#include "audit/log.h"
#include "identity/identity.h"
#include "keys/recovery.h"
#include "keys/reencrypt.h"

namespace wardroom::server {

// Who did it, for the records. Empty: the administrator at the server's terminal.
struct Who {
  std::string actor, address, request, session;
};

struct KeyUse {
  std::string column;
  std::int64_t values = 0;
};
BOOST_DESCRIBE_STRUCT(KeyUse, (), (column, values))

struct KeyEntry {
  std::string purpose;  // "workspace root", "database file", "audit signing", "compliance signing", "access tokens",
                        // "server identity"
  std::string id;       // epoch, number or key id
  std::string state;    // current, next, previous, old
  std::optional<base::Timestamp> created_at;
  std::int64_t values = 0;                   // that it protects
  std::vector<KeyUse> users;                 // where they are
  std::optional<keys::SigningPlace> kept{};  // of a signing key that is in use
};
BOOST_DESCRIBE_STRUCT(KeyEntry, (), (purpose, id, state, created_at, values, users, kept))

struct Retired {
  std::vector<std::int64_t> epochs;
};
BOOST_DESCRIBE_STRUCT(Retired, (), (epochs))

struct KeysChecked {
  bool ok = false;
  std::int64_t values = 0;
  std::int64_t broken = 0;
  std::vector<std::string> examples;  // of what does not open, as "table.column row"
};
BOOST_DESCRIBE_STRUCT(KeysChecked, (), (ok, values, broken, examples))

class Custody {
 public:
  struct Parts {
    keys::KeyStore& keys;
    store::Store& store;
    const audit::AuditLog& audit;
    workspace::Workspaces& workspaces;
    const keys::Reencryption& reencryption;
  };
  explicit Custody(Parts parts) : parts_(parts) {}

  std::int64_t rotate(base::TenantId tenant, const Who& who) const;  // the new epoch
  // Epochs that began without a record, because the server was stopped in between.
  void record_epochs(base::TenantId tenant, const Who& who) const;
  bool begin_reencryption(base::TenantId tenant, const Who& who) const;  // false: it runs already
  Retired retire(base::TenantId tenant, const Who& who) const;           // Problem 409 while an old epoch is in use
  std::vector<KeyEntry> inventory(base::TenantId tenant) const;
  KeysChecked verify(base::TenantId tenant, const Who& who) const;

  std::string rotate_audit_key(base::TenantId tenant, audit::LogKind kind, const Who& who) const;  // the new one, hex
  // The whole server's.
  std::string rotate_signing_key(identity::SigningKeys& signing_keys, const Who& who) const;  // the new key id
  std::string rotate_identity(const Who& who) const;                                          // the new public key, hex
  // Rotates what does not live where keys.signing says; the server's identity with the platform's.
  void settle_signing_keys(base::TenantId tenant) const;
  std::int64_t rotate_root(const Who& who) const;  // how many roots were wrapped anew
  // Its text is shown once; the copy of all roots is for it alone from now on.
  std::string create_recovery_key(keys::Recovery& recovery, const Who& who) const;
  keys::Recovery::Drill drill_recovery(keys::Recovery& recovery, const keys::RecoveryKey& key, const Who& who) const;
  std::string identity_json() const;  // for /.well-known/wardroom-identity

 private:
  void record(store::TenantTxn& txn, audit::Event event, const Who& who, std::string target,
              std::string detail = {}) const;
  bool out_of_place(const keys::KeyChain& chain, base::TenantId tenant) const;
  void ensure_identity(store::TenantTxn& platform) const;
  void list_epochs(store::TenantTxn& txn, std::vector<KeyEntry>& out) const;
  void list_platform(store::TenantTxn& platform, std::vector<KeyEntry>& out) const;

  Parts parts_;
};

}  // namespace wardroom::server
