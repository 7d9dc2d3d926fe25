// AES-256 by the instructions of x86-64 processors (Intel, "AES New Instructions Set", 2012: the key expansion is that
// paper's), GCM by libsodium, which uses the same. Both take the same time for every key and text.
#include "crypto/xaes_engine.h"

#if defined(__x86_64__)
#include <wmmintrin.h>

namespace wardroom::crypto::xaes {
namespace {

using base::ByteView;

#define WARDROOM_AES __attribute__((target("aes,sse2")))

struct Schedule {
  __m128i keys[15];
  Schedule() = default;
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  ~Schedule() { sodium_memzero(keys, sizeof keys); }
};

WARDROOM_AES inline __m128i spread(__m128i key) {
  key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
  key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
  return _mm_xor_si128(key, _mm_slli_si128(key, 4));
}

template <int round>
WARDROOM_AES inline void expand(Schedule& out) {
  constexpr int constant = 1 << (round - 1);
  const __m128i even = out.keys[2 * round - 2];
  const __m128i odd = out.keys[2 * round - 1];
  const __m128i next = _mm_xor_si128(spread(even), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(odd, constant), 0xff));
  out.keys[2 * round] = next;
  if constexpr (round < 7) {
    out.keys[2 * round + 1] = _mm_xor_si128(spread(odd), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(next, 0), 0xaa));
  }
}

WARDROOM_AES void expand(KeyView key, Schedule& out) {
  out.keys[0] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key.data()));
  out.keys[1] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key.data() + 16));
  expand<1>(out);
  expand<2>(out);
  expand<3>(out);
  expand<4>(out);
  expand<5>(out);
  expand<6>(out);
  expand<7>(out);
}

WARDROOM_AES void encrypt(const Schedule& schedule, const std::uint8_t* in, std::uint8_t* out) {
  __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  block = _mm_xor_si128(block, schedule.keys[0]);
  for (int round = 1; round < 14; ++round) block = _mm_aesenc_si128(block, schedule.keys[round]);
  block = _mm_aesenclast_si128(block, schedule.keys[14]);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), block);
}

Subkey derive(KeyView key, std::span<const std::uint8_t, gcm_nonce_size> nonce_head) {
  Schedule schedule;
  expand(key, schedule);
  Block k1{};
  encrypt(schedule, k1.data(), k1.data());
  double_in_field(k1);
  auto blocks = messages(k1, nonce_head);
  Subkey out;
  for (std::size_t half = 0; half < 2; ++half) {
    encrypt(schedule, blocks[half].data(), out.bytes.data() + 16 * half);
  }
  sodium_memzero(k1.data(), k1.size());
  sodium_memzero(blocks.data(), sizeof blocks);
  return out;
}

struct GcmState {
  crypto_aead_aes256gcm_state state;
  explicit GcmState(const Subkey& key) { crypto_aead_aes256gcm_beforenm(&state, key.bytes.data()); }
  GcmState(const GcmState&) = delete;
  GcmState& operator=(const GcmState&) = delete;
  ~GcmState() { sodium_memzero(&state, sizeof state); }
};

void seal(const Subkey& key, const std::uint8_t* nonce, ByteView plain, ByteView associated_data, std::uint8_t* out,
          std::uint8_t* tag) {
  const GcmState gcm(key);
  crypto_aead_aes256gcm_encrypt_detached_afternm(out, tag, nullptr, plain.data(), plain.size(), associated_data.data(),
                                                 associated_data.size(), nullptr, nonce, &gcm.state);
}

bool open(const Subkey& key, const std::uint8_t* nonce, ByteView sealed, const std::uint8_t* tag,
          ByteView associated_data, std::uint8_t* out) {
  const GcmState gcm(key);
  const bool good = crypto_aead_aes256gcm_decrypt_detached_afternm(out, nullptr, sealed.data(), sealed.size(), tag,
                                                                   associated_data.data(), associated_data.size(),
                                                                   nonce, &gcm.state) == 0;
  if (!good && !sealed.empty()) sodium_memzero(out, sealed.size());
  return good;
}

}  // namespace

const Engine* processor_engine() {
  static constexpr Engine engine{derive, seal, open};
  return sodium_started && crypto_aead_aes256gcm_is_available() == 1 ? &engine : nullptr;
}

}  // namespace wardroom::crypto::xaes

#else

namespace wardroom::crypto::xaes {

const Engine* processor_engine() { return nullptr; }

}  // namespace wardroom::crypto::xaes

#endif
