// A copy of the tenants' roots for the day the KMS is lost: sealed to the recovery key's public half, in
// DATA/keyring.recovery. Follows the keyring: a destroyed epoch leaves it too. Tenants with a KMS of their own are not
// in it, or taking the key away there would not lock them.
//
//   public key (32) | a keyring (keyring.h) whose wraps are sealed boxes (recovery_key.h)
//
// The public half is a row of the platform's database, which nobody changes without its key: a file could be exchanged
// for one that names somebody else's. Waits for the store and the KMS: for threads that may.
#pragma once
#include <filesystem>

#include "keys/key_store.h"
#include "keys/recovery_key.h"
#include "store/store.h"

namespace wardroom::keys {

class Recovery {
 public:
  Recovery(KeyStore& keys, store::Store& store, const std::filesystem::path& data_dir)
      : keys_(keys), store_(store), path_(data_dir / "keyring.recovery") {}

  struct Status {
    base::Timestamp created_at;
    std::optional<base::Timestamp> drilled_at;
  };
  std::optional<Status> status() const;
  std::optional<RecoveryPublic> public_key() const;
  // What an administrator should be told: nobody tried the key for half a year, or ever since the day after it was
  // made.
  static std::optional<std::string> overdue(const Status& status, base::Timestamp now);

  // From now on the copy is for this key; an earlier one opens nothing any more. Inside a transaction of the platform.
  void adopt(store::TenantTxn& platform, const RecoveryPublic& key) const;
  void drilled(store::TenantTxn& platform) const;

  // Brings the copy up to date; without a recovery key there is none. A tenant whose KMS does not answer is left for
  // the next time.
  void update();

  struct Drill {
    std::size_t opened = 0;
    std::vector<std::string> missing;  // "ws_… epoch 2": not in the copy, or another key than the one in use
  };
  // Opens everything and compares it with what is in use. Problem 422 when this is not the key, or there is no copy.
  Drill drill(const RecoveryKey& key);

 private:
  KeyStore& keys_;
  store::Store& store_;
  std::filesystem::path path_;
};

// The roots of a copy. Problem 422 says what is wrong with the file or the key.
std::map<base::TenantId, std::map<std::uint32_t, Key>> open_recovery_copy(const std::filesystem::path& data_dir,
                                                                          const RecoveryKey& key);

// The keyring with those roots wrapped by `kms`, each proven. Tenants with a KMS of their own stay as they are in it.
Keyring restored_keyring(Keyring keyring, const std::map<base::TenantId, std::map<std::uint32_t, Key>>& roots,
                         kms::Kms& kms);

}  // namespace wardroom::keys
