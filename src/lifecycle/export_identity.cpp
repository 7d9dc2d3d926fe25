#include "lifecycle/export_identity.h"

#include "crypto/hkdf.h"

namespace wardroom::lifecycle {

std::vector<crypto::AgeIdentity> export_identities(keys::KeyStore& keys, std::string_view use) {
  const auto platform = keys.open(base::platform_tenant);
  std::vector<crypto::AgeIdentity> out;
  for (const auto epoch : platform->epochs()) {
    const auto key = platform->purpose_key(crypto::Purpose::export_, epoch);
    if (key) out.push_back(crypto::AgeIdentity::of(crypto::derive_key(*key, {}, use)));
  }
  return out;
}

}  // namespace wardroom::lifecycle
