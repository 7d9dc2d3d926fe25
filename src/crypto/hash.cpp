#include "crypto/hash.h"

#include "crypto/openssl.h"

namespace wardroom::crypto {
namespace {

using openssl::check;

const EVP_MD* sha256_algorithm() {
  static const openssl::Hash hash(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  check(hash != nullptr);
  return hash.get();
}

Digest digest_of(std::initializer_list<base::ByteView> head, std::initializer_list<base::ByteView> parts) {
  const openssl::HashContext context(EVP_MD_CTX_new());
  check(context != nullptr && EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1);
  for (const auto list : {head, parts}) {
    for (const auto part : list) check(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  Digest digest{};
  check(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

constexpr std::size_t block_size = 64;

// RFC 2104 with a key no longer than the block: H(key ^ opad | H(key ^ ipad | data)).
Digest hmac(base::ByteView key, std::initializer_list<base::ByteView> parts) {
  std::array<std::uint8_t, block_size> inner{};
  std::array<std::uint8_t, block_size> outer{};
  inner.fill(0x36);
  outer.fill(0x5c);
  for (std::size_t i = 0; i < key.size(); ++i) {
    inner[i] ^= key[i];
    outer[i] ^= key[i];
  }
  auto digest = digest_of({inner}, parts);
  digest = digest_of({outer}, {digest});
  sodium_memzero(inner.data(), inner.size());
  sodium_memzero(outer.data(), outer.size());
  return digest;
}

}  // namespace

Digest sha256(std::initializer_list<base::ByteView> parts) { return digest_of({}, parts); }

Digest hmac_sha256(KeyView key, std::initializer_list<base::ByteView> parts) { return hmac(key, parts); }

Digest hmac_sha256_any_key(base::ByteView key, base::ByteView data) {
  if (key.size() > block_size) return hmac(sha256({key}), {data});
  return hmac(key, {data});
}

}  // namespace wardroom::crypto
