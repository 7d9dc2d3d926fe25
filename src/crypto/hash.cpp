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

Digest digest_with(EVP_MD_CTX* context, std::initializer_list<base::ByteView> head,
                   std::initializer_list<base::ByteView> parts) {
  check(context != nullptr && EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1);
  for (const auto list : {head, parts}) {
    for (const auto part : list) check(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  }
  Digest digest{};
  check(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
  return digest;
}

// With a context of its own, so that nothing of a key stays behind.
Digest digest_of(std::initializer_list<base::ByteView> head, std::initializer_list<base::ByteView> parts) {
  const openssl::HashContext context(EVP_MD_CTX_new());
  return digest_with(context.get(), head, parts);
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

// Logs and trees are made of millions of small hashes: a context is kept for each thread.
Digest sha256(std::initializer_list<base::ByteView> parts) {
  thread_local const openssl::HashContext context(EVP_MD_CTX_new());
  return digest_with(context.get(), {}, parts);
}

Digest hmac_sha256(KeyView key, std::initializer_list<base::ByteView> parts) { return hmac(key, parts); }

Digest hmac_sha256_any_key(base::ByteView key, base::ByteView data) {
  if (key.size() > block_size) return hmac(sha256({key}), {data});
  return hmac(key, {data});
}

}  // namespace wardroom::crypto
