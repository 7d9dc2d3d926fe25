// AES-256 by the instructions of x86-64 processors: key expansion and encryption of several blocks at a time (Intel,
// "AES New Instructions Set", 2012). Takes the same time for every key and text. Internal to xaes_processor.cpp.
#pragma once
#include <immintrin.h>

#include <cstring>

#include "crypto/sodium.h"

namespace wardroom::crypto::xaes {

#define WARDROOM_AES __attribute__((target("aes,pclmul,ssse3")))

constexpr std::size_t block_size = 16;
constexpr std::size_t lanes = 4;  // blocks under way at a time
using Blocks = __m128i[lanes];

WARDROOM_AES inline __m128i load(const std::uint8_t* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}
WARDROOM_AES inline void store(std::uint8_t* to, __m128i block) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), block);
}
// Padded with zeros; size below 16.
WARDROOM_AES inline __m128i load_part(const std::uint8_t* from, std::size_t size) {
  std::uint8_t padded[block_size] = {};
  std::memcpy(padded, from, size);
  return load(padded);
}
WARDROOM_AES inline void store_part(std::uint8_t* to, __m128i block, std::size_t size) {
  std::uint8_t whole[block_size];
  store(whole, block);
  std::memcpy(to, whole, size);
}

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

// SubWord of a column that stands in all four, which ShiftRows then leaves alone: sooner there than by the instruction
// that is meant for it.
WARDROOM_AES inline __m128i substituted(__m128i columns, int constant) {
  return _mm_aesenclast_si128(columns, _mm_set1_epi32(constant));
}

template <int round>
WARDROOM_AES inline void expand(Schedule& out) {
  constexpr int constant = 1 << (round - 1);
  const __m128i last_rotated = _mm_set1_epi32(0x0c0f0e0d);
  const __m128i even = out.keys[2 * round - 2];
  const __m128i odd = out.keys[2 * round - 1];
  const __m128i next = _mm_xor_si128(spread(even), substituted(_mm_shuffle_epi8(odd, last_rotated), constant));
  out.keys[2 * round] = next;
  if constexpr (round < 7) {
    out.keys[2 * round + 1] = _mm_xor_si128(spread(odd), substituted(_mm_shuffle_epi32(next, 0xff), 0));
  }
}

WARDROOM_AES inline void expand(const std::uint8_t* key, Schedule& out) {
  out.keys[0] = load(key);
  out.keys[1] = load(key + block_size);
  expand<1>(out);
  expand<2>(out);
  expand<3>(out);
  expand<4>(out);
  expand<5>(out);
  expand<6>(out);
  expand<7>(out);
}

template <std::size_t count>
WARDROOM_AES inline void encrypt(const Schedule& schedule, __m128i (&blocks)[count]) {
  for (auto& block : blocks) block = _mm_xor_si128(block, schedule.keys[0]);
  for (int round = 1; round < 14; ++round) {
    for (auto& block : blocks) block = _mm_aesenc_si128(block, schedule.keys[round]);
  }
  for (auto& block : blocks) block = _mm_aesenclast_si128(block, schedule.keys[14]);
}

}  // namespace wardroom::crypto::xaes
