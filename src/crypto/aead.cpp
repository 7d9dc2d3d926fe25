#include "crypto/aead.h"

#include <limits>

#include "crypto/openssl.h"

namespace wardroom::crypto {
namespace {

using base::Bytes;
using base::ByteView;
using openssl::check;

constexpr std::size_t gcm_nonce_size = 12;

const EVP_CIPHER* aes_256_ecb() {
  static const openssl::Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr));
  check(cipher != nullptr);
  return cipher.get();
}

const EVP_CIPHER* aes_256_gcm() {
  static const openssl::Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  check(cipher != nullptr);
  return cipher.get();
}

openssl::CipherContext new_context() {
  openssl::CipherContext context(EVP_CIPHER_CTX_new());
  check(context != nullptr);
  return context;
}

int checked_length(std::size_t size) {
  if (size > std::numeric_limits<int>::max()) throw std::length_error("too much to seal at once");
  return static_cast<int>(size);
}

struct Subkey {
  std::array<std::uint8_t, 32> bytes{};
  ~Subkey() { sodium_memzero(bytes.data(), bytes.size()); }
};

// XAES-256-GCM: the subkey is the NIST SP 800-108 counter KDF over CMAC-AES256 of the nonce's first half, which for one
// block a counter comes down to AES(M1 ^ K1) | AES(M2 ^ K1), where K1 = AES(0) doubled in GF(2^128).
void derive_subkey(KeyView key, std::span<const std::uint8_t, gcm_nonce_size> nonce_head, Subkey& out) {
  const auto context = new_context();
  check(EVP_EncryptInit_ex2(context.get(), aes_256_ecb(), key.data(), nullptr, nullptr) == 1);
  check(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  int written = 0;

  std::array<std::uint8_t, 16> k1{};
  check(EVP_EncryptUpdate(context.get(), k1.data(), &written, k1.data(), 16) == 1 && written == 16);
  const std::uint8_t carry = k1[0] >> 7;
  for (std::size_t i = 0; i < 15; ++i) k1[i] = static_cast<std::uint8_t>(k1[i] << 1 | k1[i + 1] >> 7);
  k1[15] = static_cast<std::uint8_t>(k1[15] << 1 ^ carry * 0x87);  // no branch on a secret bit

  std::array<std::uint8_t, 32> blocks{};
  for (std::size_t half = 0; half < 2; ++half) {
    auto* const block = blocks.data() + 16 * half;
    block[1] = static_cast<std::uint8_t>(half + 1);
    block[2] = 'X';
    std::ranges::copy(nonce_head, block + 4);
    for (std::size_t i = 0; i < 16; ++i) block[i] ^= k1[i];
  }
  check(EVP_EncryptUpdate(context.get(), out.bytes.data(), &written, blocks.data(), 32) == 1 && written == 32);
  sodium_memzero(k1.data(), k1.size());
  sodium_memzero(blocks.data(), blocks.size());
}

// Appends ciphertext | tag.
void gcm_seal(Bytes& out, const Subkey& key, ByteView nonce, ByteView plain, ByteView associated_data) {
  const auto context = new_context();
  check(EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), key.bytes.data(), nonce.data(), nullptr) == 1);
  int written = 0;
  check(EVP_EncryptUpdate(context.get(), nullptr, &written, associated_data.data(),
                          checked_length(associated_data.size())) == 1);
  const auto start = out.size();
  out.resize(start + plain.size() + aead_tag_size);
  if (!plain.empty()) {
    check(EVP_EncryptUpdate(context.get(), out.data() + start, &written, plain.data(), checked_length(plain.size())) ==
          1);
  }
  auto* const tag = out.data() + start + plain.size();
  check(EVP_EncryptFinal_ex(context.get(), tag, &written) == 1);
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(aead_tag_size), tag) == 1);
}

}  // namespace

Bytes aead_seal(KeyView key, ByteView plain, ByteView associated_data) {
  Bytes out(aead_nonce_size);
  randombytes_buf(out.data(), out.size());
  out.reserve(aead_overhead + plain.size());
  Subkey subkey;
  const ByteView nonce(out.data(), aead_nonce_size);
  std::array<std::uint8_t, gcm_nonce_size> tail{};
  std::ranges::copy(nonce.last<gcm_nonce_size>(), tail.begin());
  derive_subkey(key, nonce.first<gcm_nonce_size>(), subkey);
  gcm_seal(out, subkey, tail, plain, associated_data);
  return out;
}

Bytes aead_seal_with_nonce(KeyView key, std::span<const std::uint8_t, aead_nonce_size> nonce, ByteView plain,
                           ByteView associated_data) {
  Bytes out;
  Subkey subkey;
  derive_subkey(key, nonce.first<gcm_nonce_size>(), subkey);
  gcm_seal(out, subkey, nonce.last<gcm_nonce_size>(), plain, associated_data);
  return out;
}

std::expected<Bytes, Refused> aead_open(KeyView key, ByteView sealed, ByteView associated_data) {
  const auto refused = std::unexpected(Refused::refused);
  if (sealed.size() < aead_overhead || sealed.size() > std::numeric_limits<int>::max()) return refused;
  const auto nonce = sealed.first<aead_nonce_size>();
  const auto tag = sealed.last<aead_tag_size>();
  const auto body = sealed.subspan(aead_nonce_size, sealed.size() - aead_overhead);

  Subkey subkey;
  derive_subkey(key, nonce.first<gcm_nonce_size>(), subkey);
  const auto context = new_context();
  check(EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), subkey.bytes.data(), nonce.last<gcm_nonce_size>().data(),
                            nullptr) == 1);
  int written = 0;
  check(EVP_DecryptUpdate(context.get(), nullptr, &written, associated_data.data(),
                          checked_length(associated_data.size())) == 1);
  Bytes plain(body.size());
  if (!body.empty()) {
    check(EVP_DecryptUpdate(context.get(), plain.data(), &written, body.data(), checked_length(body.size())) == 1);
  }
  std::array<std::uint8_t, aead_tag_size> expected_tag{};  // OpenSSL wants it writable
  std::ranges::copy(tag, expected_tag.begin());
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(aead_tag_size),
                            expected_tag.data()) == 1);
  std::uint8_t nothing[16];
  if (EVP_DecryptFinal_ex(context.get(), nothing, &written) != 1) {
    base::wipe(plain);  // unauthenticated: must not be left lying about
    return refused;
  }
  return plain;
}

}  // namespace wardroom::crypto
