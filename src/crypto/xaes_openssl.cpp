#include <limits>

#include "crypto/openssl.h"
#include "crypto/xaes_engine.h"

namespace wardroom::crypto::xaes {
namespace {

using base::ByteView;
using openssl::check;

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

Subkey derive(KeyView key, std::span<const std::uint8_t, gcm_nonce_size> nonce_head) {
  const auto context = new_context();
  check(EVP_EncryptInit_ex2(context.get(), aes_256_ecb(), key.data(), nullptr, nullptr) == 1);
  check(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  int written = 0;
  Block k1{};
  check(EVP_EncryptUpdate(context.get(), k1.data(), &written, k1.data(), 16) == 1 && written == 16);
  double_in_field(k1);
  auto blocks = messages(k1, nonce_head);
  Subkey out;
  for (std::size_t half = 0; half < 2; ++half) {
    auto* const to = out.bytes.data() + 16 * half;
    check(EVP_EncryptUpdate(context.get(), to, &written, blocks[half].data(), 16) == 1 && written == 16);
  }
  sodium_memzero(k1.data(), k1.size());
  sodium_memzero(blocks.data(), sizeof blocks);
  return out;
}

void seal(const Subkey& key, const std::uint8_t* nonce, ByteView plain, ByteView associated_data, std::uint8_t* out,
          std::uint8_t* tag) {
  const auto context = new_context();
  check(EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), key.bytes.data(), nonce, nullptr) == 1);
  int written = 0;
  check(EVP_EncryptUpdate(context.get(), nullptr, &written, associated_data.data(),
                          checked_length(associated_data.size())) == 1);
  if (!plain.empty()) {
    check(EVP_EncryptUpdate(context.get(), out, &written, plain.data(), checked_length(plain.size())) == 1);
  }
  check(EVP_EncryptFinal_ex(context.get(), tag, &written) == 1);
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(aead_tag_size), tag) == 1);
}

bool open(const Subkey& key, const std::uint8_t* nonce, ByteView sealed, const std::uint8_t* tag,
          ByteView associated_data, std::uint8_t* out) {
  const auto context = new_context();
  check(EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), key.bytes.data(), nonce, nullptr) == 1);
  int written = 0;
  check(EVP_DecryptUpdate(context.get(), nullptr, &written, associated_data.data(),
                          checked_length(associated_data.size())) == 1);
  if (!sealed.empty()) {
    check(EVP_DecryptUpdate(context.get(), out, &written, sealed.data(), checked_length(sealed.size())) == 1);
  }
  std::array<std::uint8_t, aead_tag_size> expected_tag{};  // OpenSSL wants it writable
  std::copy_n(tag, aead_tag_size, expected_tag.begin());
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(aead_tag_size),
                            expected_tag.data()) == 1);
  std::uint8_t nothing[16];
  if (EVP_DecryptFinal_ex(context.get(), nothing, &written) == 1) return true;
  sodium_memzero(out, sealed.size());  // unauthenticated: must not be left lying about
  return false;
}

}  // namespace

const Engine& openssl_engine() {
  static constexpr Engine engine{derive, seal, open};
  return engine;
}

}  // namespace wardroom::crypto::xaes
