// The keys of one tenant, open: what rooms seal and open their columns with. New values use the newest epoch; old ones
// open with the epoch they name. From KeyStore::open; hold them no longer than the piece of work they were opened for.
// When the tenant goes dark every use throws KeysUnavailable, and the last holder's release wipes them. Any thread.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "crypto/sealed.h"
#include "keys/unavailable.h"

namespace wardroom::keys {

using crypto::Key;
using crypto::Place;
using crypto::Purpose;
using crypto::Refused;
using crypto::Sealed;

// The key of one channel's messages for one retention period: destroy its wrapped form and the messages are gone.
struct ShredKey {
  base::ShredKeyId id;
  Key key;
};

class TenantKeys {
 public:
  // roots: by epoch, at least one. Only purpose keys are kept.
  TenantKeys(base::TenantId tenant, const std::map<std::uint32_t, Key>& roots);

  // The same keys with an epoch more, or one less; what both hold is shared, revocation too.
  std::shared_ptr<const TenantKeys> with(std::uint32_t epoch, const Key& root) const;
  std::shared_ptr<const TenantKeys> without(std::uint32_t epoch) const;
  void revoke(Darkness why) const;  // every use from now on throws

  base::TenantId tenant() const { return tenant_; }
  std::uint32_t epoch() const { return epochs_.rbegin()->first; }

  Sealed<std::string> seal(Purpose purpose, const Place& place, std::string_view plain) const;
  std::expected<std::string, Refused> open(const Sealed<std::string>& sealed, const Place& place) const;

  // Wrapped for the column shred_keys.key_sealed, row = the key's id.
  static ShredKey new_shred_key();
  Sealed<ShredKey> wrap(const ShredKey& key) const;
  std::expected<ShredKey, Refused> unwrap(const Sealed<ShredKey>& wrapped, base::ShredKeyId id) const;

  // For other uses than sealing (search index, database file). Fails for an epoch that is no longer held.
  std::expected<Key, Refused> purpose_key(Purpose purpose, std::uint32_t epoch) const;
  std::uint32_t oldest_epoch() const { return epochs_.begin()->first; }
  std::vector<std::uint32_t> epochs() const;  // held, the oldest first

 private:
  using PurposeKeys = base::Secret<32 * crypto::purpose_count>;  // one piece of secret memory an epoch

  // 0: not revoked; otherwise 1 + Darkness.
  using Revocation = std::atomic<int>;

  static std::shared_ptr<const PurposeKeys> derived(base::TenantId tenant, std::uint32_t epoch, const Key& root);
  crypto::KeyView part(const PurposeKeys& keys, Purpose purpose) const;

  base::TenantId tenant_;
  std::map<std::uint32_t, std::shared_ptr<const PurposeKeys>> epochs_;
  std::shared_ptr<Revocation> revocation_ = std::make_shared<Revocation>(0);
};

// Messages, under a shred key in place of the purpose key. The place's tenant is the tenant of the channel.
Sealed<std::string> seal_message(const ShredKey& key, const Place& place, std::string_view plain);
std::expected<std::string, Refused> open_message(const ShredKey& key, const Sealed<std::string>& sealed,
                                                 const Place& place);
// Which shred key a stored message needs.
std::expected<base::ShredKeyId, Refused> shred_key_of(const Sealed<std::string>& sealed);

}  // namespace wardroom::keys
