// What SQLite's pages are sealed with, ChaCha20 and Poly1305 (RFC 8439), by libsodium, which uses the processor's vector
// instructions: SQLite's own take most of the time of a search that reads many pages. cmake/sqlite.cmake points SQLite
// at these two; not a byte in a file changes.
#include <sodium.h>
#include <stddef.h>
#include <stdint.h>

enum { block_size = 64 };

void wardroom_chacha20_xor(void* data, size_t size, const uint8_t key[32], const uint8_t nonce[12], uint32_t counter);
void wardroom_poly1305(const uint8_t* data, size_t size, const uint8_t key[32], uint8_t tag[16]);

// SQLite begins at a random block, and goes on at block 0 after the last; libsodium ends the program there.
void wardroom_chacha20_xor(void* data, size_t size, const uint8_t key[32], const uint8_t nonce[12], uint32_t counter) {
  const uint64_t until_last = ((UINT64_C(1) << 32) - counter) * block_size;
  const size_t first = size < until_last ? size : (size_t)until_last;
  uint8_t* const bytes = data;
  crypto_stream_chacha20_ietf_xor_ic(bytes, bytes, first, nonce, counter, key);
  if (first < size) crypto_stream_chacha20_ietf_xor_ic(bytes + first, bytes + first, size - first, nonce, 0, key);
}

void wardroom_poly1305(const uint8_t* data, size_t size, const uint8_t key[32], uint8_t tag[16]) {
  crypto_onetimeauth_poly1305(tag, data, size, key);
}
