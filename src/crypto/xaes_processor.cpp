// XAES-256-GCM by the instructions of x86-64 processors, for values of a hundred bytes: no allocation, no state kept,
// four blocks under way at a time. Takes the same time for every key and text.
#include "crypto/xaes_engine.h"

#if defined(__x86_64__)
#include "crypto/ghash_processor.h"

namespace wardroom::crypto::xaes {
namespace {

using base::ByteView;

WARDROOM_AES inline __m128i counter_block(const std::uint8_t* nonce, std::uint32_t counter) {
  std::uint8_t block[block_size];
  std::memcpy(block, nonce, gcm_nonce_size);
  for (int i = 0; i < 4; ++i) block[12 + i] = static_cast<std::uint8_t>(counter >> (24 - 8 * i));
  return load(block);
}

class Gcm {
 public:
  WARDROOM_AES Gcm(const Subkey& key, const std::uint8_t* nonce) : nonce_(nonce) {
    expand(key.bytes.data(), schedule_);
    first_[0] = _mm_setzero_si128();
    first_[1] = counter_block(nonce, 1);
    encrypt(schedule_, first_);
  }
  Gcm(const Gcm&) = delete;
  Gcm& operator=(const Gcm&) = delete;
  ~Gcm() { sodium_memzero(first_, sizeof first_); }

  // Sealing and opening alike.
  WARDROOM_AES void run(ByteView in, std::uint8_t* out) const {
    for (std::uint32_t counter = 2; !in.empty(); counter += lanes) {
      Blocks stream;
      for (std::uint32_t i = 0; i < lanes; ++i) stream[i] = counter_block(nonce_, counter + i);
      encrypt(schedule_, stream);
      for (std::size_t i = 0; i < lanes && !in.empty(); ++i) {
        const auto size = std::min(in.size(), block_size);
        if (size == block_size) {
          store(out, _mm_xor_si128(load(in.data()), stream[i]));
        } else {
          store_part(out, _mm_xor_si128(load_part(in.data(), size), stream[i]), size);
        }
        in = in.subspan(size);
        out += size;
      }
    }
  }
  WARDROOM_AES void tag(ByteView associated_data, ByteView sealed, std::uint8_t* out) const {
    Ghash hash(first_[0]);
    hash.add(associated_data);
    hash.add(sealed);
    store(out, _mm_xor_si128(hash.digest(associated_data.size(), sealed.size()), first_[1]));
  }

 private:
  Schedule schedule_;
  __m128i first_[2];  // the hash key, and what the tag is masked with
  const std::uint8_t* nonce_;
};

WARDROOM_AES Subkey derive(KeyView key, std::span<const std::uint8_t, gcm_nonce_size> nonce_head) {
  Schedule schedule;
  expand(key.data(), schedule);
  __m128i zero[1] = {_mm_setzero_si128()};
  encrypt(schedule, zero);
  Block k1{};
  store(k1.data(), zero[0]);
  double_in_field(k1);
  auto blocks = messages(k1, nonce_head);
  __m128i halves[2] = {load(blocks[0].data()), load(blocks[1].data())};
  encrypt(schedule, halves);
  Subkey out;
  store(out.bytes.data(), halves[0]);
  store(out.bytes.data() + block_size, halves[1]);
  sodium_memzero(k1.data(), k1.size());
  sodium_memzero(blocks.data(), sizeof blocks);
  return out;
}

WARDROOM_AES void seal(const Subkey& key, const std::uint8_t* nonce, ByteView plain, ByteView associated_data,
                       std::uint8_t* out, std::uint8_t* tag) {
  const Gcm gcm(key, nonce);
  gcm.run(plain, out);
  gcm.tag(associated_data, ByteView(out, plain.size()), tag);
}

// At once, whatever differs.
WARDROOM_AES inline bool same(const std::uint8_t* a, const std::uint8_t* b) {
  return _mm_movemask_epi8(_mm_cmpeq_epi8(load(a), load(b))) == 0xffff;
}

// The tag is compared before anything is written.
WARDROOM_AES bool open(const Subkey& key, const std::uint8_t* nonce, ByteView sealed, const std::uint8_t* tag,
                       ByteView associated_data, std::uint8_t* out) {
  const Gcm gcm(key, nonce);
  std::uint8_t expected[aead_tag_size];
  gcm.tag(associated_data, sealed, expected);
  const bool good = same(expected, tag);
  if (good) gcm.run(sealed, out);
  if (!good && !sealed.empty()) sodium_memzero(out, sealed.size());
  return good;
}

}  // namespace

const Engine* processor_engine() {
  static constexpr Engine engine{derive, seal, open};
  return __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("ssse3") ? &engine
                                                                                                              : nullptr;
}

}  // namespace wardroom::crypto::xaes

#else

namespace wardroom::crypto::xaes {

const Engine* processor_engine() { return nullptr; }

}  // namespace wardroom::crypto::xaes

#endif
