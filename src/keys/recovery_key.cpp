#include "keys/recovery_key.h"

#include <sodium.h>

#include "base/secret.h"
#include "crypto/hash.h"

namespace wardroom::keys {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::string_view prefix = "wardroom-recovery";
constexpr std::size_t checksum_size = 4;
constexpr std::size_t group = 8;  // hex digits
constexpr std::size_t plain_size = 64;

// root (32) | SHA-256(context) (32)
Bytes bound(const crypto::Key& root, ByteView context) {
  Bytes out;
  base::append(out, root.view());
  base::append(out, crypto::sha256(context));
  return out;
}

// Lower case, without what only parts it.
std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '-') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return out;
}

}  // namespace

RecoveryKey::RecoveryKey(crypto::Key secret) : secret_(std::move(secret)) {
  if (crypto_scalarmult_base(public_.data(), secret_.view().data()) != 0) throw std::runtime_error("no X25519 key");
}

RecoveryKey RecoveryKey::make() { return RecoveryKey(crypto::Key::random()); }

std::expected<RecoveryKey, std::string> RecoveryKey::parse(std::string_view text) {
  if (text.size() > 1024) return std::unexpected("this is too long for a recovery key");
  auto digits = digits_of(text);
  const auto start = digits_of(prefix);
  if (digits.starts_with(start)) digits.erase(0, start.size());
  auto bytes = base::from_hex(digits);
  base::wipe(digits);
  if (!bytes || bytes->size() != 32 + checksum_size) {
    return std::unexpected("this is no recovery key: it has 9 groups of 8 hexadecimal digits");
  }
  const ByteView all(*bytes);
  const auto digest = crypto::sha256(all.first(32));
  const bool good = base::equal_secret(ByteView(digest).first(checksum_size), all.last(checksum_size));
  crypto::Key secret(all.first<32>());
  base::wipe(*bytes);
  if (!good) return std::unexpected("the recovery key has a typing error: its checksum does not match");
  return RecoveryKey(std::move(secret));
}

std::string RecoveryKey::text() const {
  Bytes bytes;
  base::append(bytes, secret_.view());
  base::append(bytes, ByteView(crypto::sha256(secret_.view())).first(checksum_size));
  auto hex = base::to_hex(bytes);
  base::wipe(bytes);
  std::string out(prefix);
  for (std::size_t at = 0; at < hex.size(); at += group) out += "-" + hex.substr(at, group);
  base::wipe(hex);
  return out;
}

crypto::AgeIdentity RecoveryKey::age_identity() const { return crypto::AgeIdentity::of(secret_.clone()); }

std::optional<crypto::Key> RecoveryKey::open(ByteView sealed, ByteView context) const {
  if (sealed.size() != plain_size + crypto_box_SEALBYTES) return std::nullopt;
  Bytes plain(plain_size);
  const bool opens =
      crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), public_.data(), secret_.view().data()) == 0;
  const bool ours = opens && base::equal_secret(ByteView(plain).last(32), crypto::sha256(context));
  std::optional<crypto::Key> out;
  if (ours) out.emplace(ByteView(plain).first<32>());
  base::wipe(plain);
  return out;
}

Bytes seal_for_recovery(const RecoveryPublic& key, const crypto::Key& root, ByteView context) {
  auto plain = bound(root, context);
  Bytes out(plain.size() + crypto_box_SEALBYTES);
  const int result = crypto_box_seal(out.data(), plain.data(), plain.size(), key.data());
  base::wipe(plain);
  if (result != 0) throw std::runtime_error("the recovery key's public half is no X25519 key");
  return out;
}

}  // namespace wardroom::keys
