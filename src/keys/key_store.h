// All tenants' keys: opens them with the KMS and keeps them in memory. One per process, made by server/; several
// processes may share a data directory (the keyring is locked while it is changed and read again when a tenant is not
// found). Any thread; open() may call the KMS the first time.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "keys/keyring.h"
#include "keys/tenant_keys.h"
#include "kms/kms.h"

namespace wardroom::keys {

// No such tenant, or its keys cannot be had now. what() says which and what to do.
struct KeysUnavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class KeyStore {
 public:
  KeyStore(const std::filesystem::path& data_dir, kms::Kms& kms);  // throws KeyringFault if the keyring is damaged

  void create_tenant(base::TenantId tenant);  // throws std::logic_error if it exists
  bool has(base::TenantId tenant) const;
  std::vector<base::TenantId> tenants() const;

  std::shared_ptr<const TenantKeys> open(base::TenantId tenant);  // throws KeysUnavailable
  // For the tenant's database file. Belongs to the oldest epoch held: the file is re-keyed just before that one is
  // retired.
  base::Secret<32> database_key(base::TenantId tenant);

  void rotate(base::TenantId tenant);                             // begins the next epoch
  void retire_epoch(base::TenantId tenant, std::uint32_t epoch);  // destroys an old epoch's root, everywhere on disk
  void destroy_tenant(base::TenantId tenant);                     // destroys all of them: nothing of it opens again

 private:
  // What tells that another process replaced the keyring.
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t modified_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  Stamp stamp() const;
  void refresh() const;  // under mutex_
  template <class Change>
  void change(base::TenantId tenant, Change&& change);  // on the newest state, saved before anybody sees it

  std::filesystem::path path_;
  kms::Kms& kms_;
  mutable std::mutex mutex_;
  mutable Keyring keyring_;
  mutable Stamp read_at_;
  mutable std::unordered_map<base::TenantId, std::shared_ptr<const TenantKeys>> open_;
};

}  // namespace wardroom::keys
