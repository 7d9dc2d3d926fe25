#include "keys/tenant_keys.h"

#include <fmt/format.h>

#include <stdexcept>

#include "crypto/hkdf.h"

namespace wardroom::keys {
namespace {

constexpr auto refused = std::unexpected(Refused::refused);

Place shred_key_place(base::TenantId tenant, const base::ShredKeyId& id) {
  return {tenant, "shred_keys", "key_sealed", id.bytes()};
}

std::string to_text(base::Bytes& plain) {
  std::string out(base::as_text(plain));
  base::wipe(plain);
  return out;
}

}  // namespace

TenantKeys::TenantKeys(base::TenantId tenant, const std::map<std::uint32_t, Key>& roots) : tenant_(tenant) {
  if (roots.empty()) throw std::invalid_argument("a tenant without a root key");
  for (const auto& [epoch, root] : roots) epochs_.emplace(epoch, derived(tenant, epoch, root));
}

// Purpose key: HKDF-SHA256(ikm = tenant root, salt = tenant id, info = "wardroom/v1/" purpose "/" epoch).
std::shared_ptr<const TenantKeys::PurposeKeys> TenantKeys::derived(base::TenantId tenant, std::uint32_t epoch,
                                                                   const Key& root) {
  auto keys = std::make_shared<PurposeKeys>();
  for (std::size_t i = 0; i < crypto::purpose_count; ++i) {
    const auto purpose = static_cast<Purpose>(i + 1);
    const auto info = fmt::format("wardroom/v1/{}/{}", crypto::purpose_name(purpose), epoch);
    crypto::hkdf_sha256(root.view(), tenant.bytes(), base::as_bytes(info), keys->writable().subspan(32 * i, 32));
  }
  return keys;
}

std::shared_ptr<const TenantKeys> TenantKeys::with(std::uint32_t epoch, const Key& root) const {
  auto copy = std::make_shared<TenantKeys>(*this);
  copy->epochs_.insert_or_assign(epoch, derived(tenant_, epoch, root));
  return copy;
}

std::shared_ptr<const TenantKeys> TenantKeys::without(std::uint32_t epoch) const {
  auto copy = std::make_shared<TenantKeys>(*this);
  copy->epochs_.erase(epoch);
  return copy;
}

void TenantKeys::revoke(Darkness why) const { revocation_->store(1 + static_cast<int>(why)); }

crypto::KeyView TenantKeys::part(const PurposeKeys& keys, Purpose purpose) const {
  if (const int revoked = revocation_->load(std::memory_order_relaxed)) {
    throw dark_problem(static_cast<Darkness>(revoked - 1));
  }
  return keys.view().subspan(32 * (static_cast<std::size_t>(purpose) - 1)).first<32>();
}

Sealed<std::string> TenantKeys::seal(Purpose purpose, const Place& place, std::string_view plain) const {
  if (place.tenant != tenant_) throw std::invalid_argument("sealing for another tenant");
  const auto& [epoch, keys] = *epochs_.rbegin();
  return crypto::seal<std::string>(part(*keys, purpose), crypto::PurposeHeader{purpose, epoch}, place,
                                   base::as_bytes(plain));
}

std::expected<std::string, Refused> TenantKeys::open(const Sealed<std::string>& sealed, const Place& place) const {
  const auto header = crypto::parse_sealed_header(sealed.bytes());
  const auto* const named = header ? std::get_if<crypto::PurposeHeader>(&*header) : nullptr;
  const auto keys = named ? epochs_.find(named->epoch) : epochs_.end();
  if (keys == epochs_.end() || place.tenant != tenant_) return refused;
  auto plain = crypto::open_bytes(part(*keys->second, named->purpose), sealed.bytes(), place);
  if (!plain) return refused;
  return to_text(*plain);
}

ShredKey TenantKeys::new_shred_key() { return {base::ShredKeyId::make(), Key::random()}; }

Sealed<ShredKey> TenantKeys::wrap(const ShredKey& key) const {
  const auto& [epoch, keys] = *epochs_.rbegin();
  return crypto::seal<ShredKey>(part(*keys, Purpose::content), crypto::PurposeHeader{Purpose::content, epoch},
                                shred_key_place(tenant_, key.id), key.key.view());
}

std::expected<ShredKey, Refused> TenantKeys::unwrap(const Sealed<ShredKey>& wrapped, base::ShredKeyId id) const {
  const auto header = crypto::parse_sealed_header(wrapped.bytes());
  const auto* const named = header ? std::get_if<crypto::PurposeHeader>(&*header) : nullptr;
  const auto keys = named && named->purpose == Purpose::content ? epochs_.find(named->epoch) : epochs_.end();
  if (keys == epochs_.end()) return refused;
  auto plain = crypto::open_bytes(part(*keys->second, Purpose::content), wrapped.bytes(), shred_key_place(tenant_, id));
  if (!plain || plain->size() != 32) return refused;
  ShredKey key{id, Key(base::ByteView(*plain).first<32>())};
  base::wipe(*plain);
  return key;
}

std::expected<Key, Refused> TenantKeys::purpose_key(Purpose purpose, std::uint32_t epoch) const {
  const auto keys = epochs_.find(epoch);
  if (keys == epochs_.end()) return refused;
  return Key(part(*keys->second, purpose));
}

std::vector<std::uint32_t> TenantKeys::epochs() const {
  std::vector<std::uint32_t> out;
  out.reserve(epochs_.size());
  for (const auto& [epoch, keys] : epochs_) out.push_back(epoch);
  return out;
}

Sealed<std::string> seal_message(const ShredKey& key, const Place& place, std::string_view plain) {
  return crypto::seal<std::string>(key.key.view(), crypto::ShredHeader{key.id}, place, base::as_bytes(plain));
}

std::expected<base::ShredKeyId, Refused> shred_key_of(const Sealed<std::string>& sealed) {
  const auto header = crypto::parse_sealed_header(sealed.bytes());
  const auto* const named = header ? std::get_if<crypto::ShredHeader>(&*header) : nullptr;
  if (!named) return refused;
  return named->key;
}

std::expected<std::string, Refused> open_message(const ShredKey& key, const Sealed<std::string>& sealed,
                                                 const Place& place) {
  if (shred_key_of(sealed) != key.id) return refused;
  auto plain = crypto::open_bytes(key.key.view(), sealed.bytes(), place);
  if (!plain) return refused;
  return to_text(*plain);
}

}  // namespace wardroom::keys
