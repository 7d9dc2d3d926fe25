// The two pieces that XAES-256-GCM is made of, done by OpenSSL anywhere, or by the processor's own instructions where
// it has them: for values of a hundred bytes OpenSSL spends most of its time on making and freeing contexts. Which one
// is used does not show in any byte. Internal to aead.h. Any thread.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "crypto/aead.h"

namespace wardroom::crypto::xaes {

inline constexpr std::size_t gcm_nonce_size = 12;
using Block = std::array<std::uint8_t, 16>;

struct Subkey {
  std::array<std::uint8_t, 32> bytes{};
  Subkey() = default;
  Subkey(const Subkey&) = default;
  Subkey& operator=(const Subkey&) = default;
  ~Subkey() { sodium_memzero(bytes.data(), bytes.size()); }
};

struct Engine {
  Subkey (*derive)(KeyView key, std::span<const std::uint8_t, gcm_nonce_size> nonce_head);
  // AES-256-GCM: out has room for the plaintext, tag for 16 bytes. open answers false, and leaves `out` wiped, when the
  // tag is another one.
  void (*seal)(const Subkey& key, const std::uint8_t* nonce, base::ByteView plain, base::ByteView associated_data,
               std::uint8_t* out, std::uint8_t* tag);
  bool (*open)(const Subkey& key, const std::uint8_t* nonce, base::ByteView sealed, const std::uint8_t* tag,
               base::ByteView associated_data, std::uint8_t* out);
};

const Engine& openssl_engine();
const Engine* processor_engine();  // null where the processor has no AES and carry-less multiplication
const Engine& engine();            // the quickest here

// The subkey of NIST SP 800-108 in counter mode over CMAC-AES256, which for one block a counter comes down to
// AES(M1 ^ K1) | AES(M2 ^ K1), where K1 = AES(0) doubled in GF(2^128).
void double_in_field(Block& block);
std::array<Block, 2> messages(const Block& k1, std::span<const std::uint8_t, gcm_nonce_size> nonce_head);

}  // namespace wardroom::crypto::xaes
