// All tenants' keys: opens them with the KMS and keeps them in memory. One per process, made by server/; several
// processes may share a data directory (the keyring is locked while it is changed and read again when it was replaced).
// Any thread. The KMS, which may be far away, is called without a lock held: by open() when the keys are not in memory,
// and by what makes, proves, rotates or re-wraps them.
//
// A tenant may bring its own KMS (BYOK): "spec" is what opens it, a text that this room does not look into. It is kept
// in the keyring, sealed under the platform's keys.
#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "keys/keyring.h"
#include "keys/signers.h"
#include "keys/tenant_keys.h"
#include "keys/unavailable.h"
#include "kms/kms.h"

namespace wardroom::keys {

class KeyStore {
 public:
  using SharedKms = std::shared_ptr<kms::Kms>;
  using OpenProvider = std::function<SharedKms(std::string_view spec)>;  // may block; throws kms::KmsFault

  // Throws KeyringFault if the keyring is damaged.
  KeyStore(const std::filesystem::path& data_dir, kms::Kms& platform_kms, OpenProvider open_provider = {},
           SigningPlace signing = SigningPlace::sealed);

  void create_tenant(base::TenantId tenant);  // throws std::logic_error if it exists
  // Keys from elsewhere, wrapped by the platform's KMS, which is asked to give them back. Throws std::logic_error if
  // the tenant exists.
  void take_in(base::TenantId tenant, const std::map<std::uint32_t, Key>& roots);
  bool has(base::TenantId tenant) const;
  std::vector<base::TenantId> tenants() const;

  // Throws KeysUnavailable. What another process changed in the keyring it sees within between_looks, as every deed
  // asks for keys and looking at the file each time costs more than sealing; all else here looks each time.
  std::shared_ptr<const TenantKeys> open(base::TenantId tenant);
  static constexpr std::chrono::milliseconds between_looks{10};
  bool held(base::TenantId tenant) const;  // open() answers at once
  // For the tenant's database file: the newest epoch's, and those that a file may have until it is re-keyed.
  base::Secret<32> database_key(base::TenantId tenant);
  std::vector<base::Secret<32>> older_database_keys(base::TenantId tenant);  // the newest first

  void rotate(base::TenantId tenant);                             // begins the next epoch
  void retire_epoch(base::TenantId tenant, std::uint32_t epoch);  // destroys an old epoch's root, everywhere on disk
  // Begins a new root key in the platform's KMS, wraps all roots under it (but those of tenants with a KMS of their
  // own) and lets go of the old one: previous wraps are gone from the disk afterwards. Interrupted, it is simply run
  // again. Answers how many roots were wrapped.
  std::size_t rotate_root();
  void destroy_tenant(base::TenantId tenant);  // destroys all of them: nothing of it opens again
  // What is held in memory of one whose keys another process destroyed. One that came in again meanwhile is left alone.
  void forget_tenant(base::TenantId tenant);

  // A tenant's own KMS. rewrap() wraps the roots for another one and proves that it gives them back; nothing is changed
  // until adopt() saves that, which calls no KMS. An empty spec goes back to the platform's. Where the new one opens
  // what is wrapped already (the same key with new credentials) the old one is not asked.
  struct Rewrapped {
    base::TenantId tenant;
    Roots before;
    Roots after;
    SharedKms kms;
  };
  Rewrapped rewrap(base::TenantId tenant, std::string_view spec);   // throws KeysUnavailable, Problem 422
  void adopt(const Rewrapped& rewrapped);                           // Problem 409 when the keys changed meanwhile
  std::optional<std::string> provider_spec(base::TenantId tenant);  // holds secrets: wipe it
  std::vector<base::TenantId> with_own_provider() const;

  const Signers& signers() const { return signers_; }  // of the platform's KMS, for every tenant

  // For Recovery: what is in the keyring, and a tenant's roots as its KMS opens them now.
  Keyring keyring() const;
  std::map<std::uint32_t, Key> roots(base::TenantId tenant) { return unwrap_all(tenant, roots_of(tenant)); }

  // For Supervision: a real unwrap, whose result is thrown away; and what follows from the answers.
  std::expected<void, kms::KmsError> prove(base::TenantId tenant);
  void darken(base::TenantId tenant, Darkness why);  // wipes, and refuses until lighten()
  void lighten(base::TenantId tenant);
  std::optional<Darkness> dark(base::TenantId tenant) const;

 private:
  using Clock = std::chrono::steady_clock;
  // What tells that another process replaced the keyring.
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t modified_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Provider {
    base::Bytes sealed;
    SharedKms kms;
  };
  Stamp stamp() const;
  void refresh() const;  // under mutex_
  template <class Change>
  void change(Change&& change);  // on the newest state, saved before anybody sees it; under mutex_
  void add(base::TenantId tenant, Epochs epochs);
  std::size_t wrap_again(base::TenantId tenant);
  Roots roots_of(base::TenantId tenant) const;
  std::expected<SharedKms, kms::KmsError> opened_provider(std::string_view spec) const;
  std::expected<SharedKms, kms::KmsError> kms_of(base::TenantId tenant, const Roots& roots);
  std::string unsealed(base::TenantId tenant, const Roots& roots);
  std::map<std::uint32_t, Key> unwrap_all(base::TenantId tenant, const Roots& roots);
  void keep(std::shared_ptr<const TenantKeys> keys);  // under mutex_

  std::filesystem::path path_;
  SharedKms platform_kms_;  // not owned
  Signers signers_;
  OpenProvider open_provider_;
  mutable std::mutex mutex_;
  mutable Keyring keyring_;
  mutable Stamp read_at_;
  mutable Clock::time_point looked_at_;
  mutable std::unordered_map<base::TenantId, std::shared_ptr<const TenantKeys>> open_;
  mutable std::unordered_map<base::TenantId, Provider> providers_;
  std::unordered_map<base::TenantId, Darkness> dark_;
};

}  // namespace wardroom::keys
