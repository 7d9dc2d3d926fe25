#include "crypto/xaes_engine.h"

namespace wardroom::crypto::xaes {

void double_in_field(Block& block) {
  const std::uint8_t carry = block[0] >> 7;
  for (std::size_t i = 0; i < 15; ++i) block[i] = static_cast<std::uint8_t>(block[i] << 1 | block[i + 1] >> 7);
  block[15] = static_cast<std::uint8_t>(block[15] << 1 ^ carry * 0x87);  // no branch on a secret bit
}

std::array<Block, 2> messages(const Block& k1, std::span<const std::uint8_t, gcm_nonce_size> nonce_head) {
  std::array<Block, 2> out{};
  for (std::size_t half = 0; half < 2; ++half) {
    auto& block = out[half];
    block[1] = static_cast<std::uint8_t>(half + 1);
    block[2] = 'X';
    std::ranges::copy(nonce_head, block.begin() + 4);
    for (std::size_t i = 0; i < block.size(); ++i) block[i] ^= k1[i];
  }
  return out;
}

const Engine& engine() {
  static const auto* const processor = processor_engine();
  return processor ? *processor : openssl_engine();
}

}  // namespace wardroom::crypto::xaes
