// GHASH by the carry-less multiplication of x86-64 processors (Gueron and Kounavis, "Intel Carry-Less Multiplication
// Instruction and its Usage for Computing the GCM Mode", 2014), with four products summed for each reduction, and that
// as Montgomery's of POLYVAL (RFC 8452, appendix A): over blocks whose bytes are reversed. Internal to
// xaes_processor.cpp.
#pragma once
#include <algorithm>

#include "base/bytes.h"
#include "crypto/aes_processor.h"

namespace wardroom::crypto::xaes {

WARDROOM_AES inline __m128i reversed(__m128i block) {
  return _mm_shuffle_epi8(block, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

// x^127 + x^126 + x^121 + 1, as both halves of a register.
WARDROOM_AES inline __m128i polynomial() { return _mm_set_epi64x(static_cast<long long>(0xc200000000000000), 1); }

struct Product {  // 256 bits, not reduced
  __m128i low, middle, high;
};

WARDROOM_AES inline void add_product(Product& to, __m128i a, __m128i b) {
  to.low = _mm_xor_si128(to.low, _mm_clmulepi64_si128(a, b, 0x00));
  to.high = _mm_xor_si128(to.high, _mm_clmulepi64_si128(a, b, 0x11));
  to.middle =
      _mm_xor_si128(to.middle, _mm_xor_si128(_mm_clmulepi64_si128(a, b, 0x01), _mm_clmulepi64_si128(a, b, 0x10)));
}

WARDROOM_AES inline __m128i reduced(const Product& product) {
  const __m128i poly = polynomial();
  const __m128i middle = _mm_xor_si128(_mm_xor_si128(product.middle, _mm_shuffle_epi32(product.low, 0x4e)),
                                       _mm_clmulepi64_si128(poly, product.low, 0x01));
  return _mm_xor_si128(_mm_xor_si128(product.high, _mm_shuffle_epi32(middle, 0x4e)),
                       _mm_clmulepi64_si128(poly, middle, 0x01));
}

WARDROOM_AES inline __m128i product_of(__m128i a, __m128i b) {
  Product product{_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
  add_product(product, a, b);
  return reduced(product);
}

// Times x, which is what the reversal of bits costs.
WARDROOM_AES inline __m128i times_x(__m128i h) {
  const __m128i carry = _mm_shuffle_epi32(_mm_srai_epi32(h, 31), 0xff);
  const __m128i doubled = _mm_or_si128(_mm_slli_epi64(h, 1), _mm_slli_si128(_mm_srli_epi64(h, 63), 8));
  return _mm_xor_si128(doubled, _mm_and_si128(carry, polynomial()));
}

class Ghash {
 public:
  WARDROOM_AES explicit Ghash(__m128i hash_key) {
    powers_[0] = times_x(reversed(hash_key));
    for (std::size_t i = 1; i < lanes; ++i) powers_[i] = product_of(powers_[i - 1], powers_[0]);
  }
  Ghash(const Ghash&) = delete;
  Ghash& operator=(const Ghash&) = delete;
  ~Ghash() { sodium_memzero(powers_, sizeof powers_); }

  // Up to four; as they are in memory.
  WARDROOM_AES void add(const Blocks& blocks, std::size_t count) {
    Product product{_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
    for (std::size_t i = 0; i < count; ++i) {
      auto block = reversed(blocks[i]);
      if (i == 0) block = _mm_xor_si128(block, sum_);
      add_product(product, block, powers_[count - 1 - i]);
    }
    sum_ = reduced(product);
  }
  // Padded with zeros to whole blocks.
  WARDROOM_AES void add(base::ByteView bytes) {
    Blocks blocks;
    while (!bytes.empty()) {
      std::size_t count = 0;
      for (; count < lanes && !bytes.empty(); ++count) {
        const auto size = std::min(bytes.size(), block_size);
        blocks[count] = size == block_size ? load(bytes.data()) : load_part(bytes.data(), size);
        bytes = bytes.subspan(size);
      }
      add(blocks, count);
    }
  }
  WARDROOM_AES __m128i digest(std::size_t associated_data, std::size_t text) {
    const std::size_t bits[2] = {8 * text, 8 * associated_data};
    const Blocks lengths{reversed(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bits)))};
    add(lengths, 1);
    return reversed(sum_);
  }

 private:
  Blocks powers_;  // of the hash key: the first to the fourth
  __m128i sum_ = _mm_setzero_si128();
};

}  // namespace wardroom::crypto::xaes
