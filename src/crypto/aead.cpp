#include "crypto/aead.h"

#include <limits>
#include <stdexcept>

#include "crypto/xaes_engine.h"

namespace wardroom::crypto {
namespace {

using base::Bytes;
using base::ByteView;
using xaes::gcm_nonce_size;

// Appends ciphertext | tag.
void append_sealed(Bytes& out, KeyView key, std::span<const std::uint8_t, aead_nonce_size> nonce, ByteView plain,
                   ByteView associated_data) {
  if (plain.size() > std::numeric_limits<int>::max()) throw std::length_error("too much to seal at once");
  const auto& engine = xaes::engine();
  const auto subkey = engine.derive(key, nonce.first<gcm_nonce_size>());
  const auto start = out.size();
  out.resize(start + plain.size() + aead_tag_size);
  engine.seal(subkey, nonce.last<gcm_nonce_size>().data(), plain, associated_data, out.data() + start,
              out.data() + start + plain.size());
}

}  // namespace

Bytes aead_seal(KeyView key, ByteView plain, ByteView associated_data) {
  std::array<std::uint8_t, aead_nonce_size> nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  Bytes out;
  out.reserve(aead_overhead + plain.size());
  base::append(out, nonce);
  append_sealed(out, key, nonce, plain, associated_data);
  return out;
}

Bytes aead_seal_with_nonce(KeyView key, std::span<const std::uint8_t, aead_nonce_size> nonce, ByteView plain,
                           ByteView associated_data) {
  Bytes out;
  append_sealed(out, key, nonce, plain, associated_data);
  return out;
}

std::expected<Bytes, Refused> aead_open(KeyView key, ByteView sealed, ByteView associated_data) {
  const auto refused = std::unexpected(Refused::refused);
  if (sealed.size() < aead_overhead || sealed.size() > std::numeric_limits<int>::max()) return refused;
  const auto nonce = sealed.first<aead_nonce_size>();
  const auto tag = sealed.last<aead_tag_size>();
  const auto body = sealed.subspan(aead_nonce_size, sealed.size() - aead_overhead);
  const auto& engine = xaes::engine();
  const auto subkey = engine.derive(key, nonce.first<gcm_nonce_size>());
  Bytes plain(body.size());
  if (!engine.open(subkey, nonce.last<gcm_nonce_size>().data(), body, tag.data(), associated_data, plain.data())) {
    return refused;
  }
  return plain;
}

}  // namespace wardroom::crypto
