#include "kms/local_file.h"

#include <algorithm>

#include "crypto/hkdf.h"

namespace wardroom::kms {
namespace {

using base::Bytes;
using base::ByteView;
using crypto::Refused;

constexpr std::string_view magic{"wardroom-kms\x01", 13};
constexpr std::size_t header_size = 38;

Bytes encode_header(const LocalHeader& header) {
  Bytes out = base::to_bytes(magic);
  out.push_back(static_cast<std::uint8_t>(header.unlocked_by));
  base::append_u32(out, header.cost.memory_kib);
  base::append_u32(out, header.cost.passes);
  base::append(out, header.salt);
  return out;
}

bool is_affordable(const LocalHeader& header) {
  const auto [memory, passes] = header.cost;
  if (header.unlocked_by == UnlockedBy::key_file) return memory == 0 && passes == 0;
  return memory >= min_unlock_memory_kib && memory <= max_unlock_memory_kib && passes >= 1 &&
         passes <= max_unlock_passes;
}

}  // namespace

std::expected<LocalHeader, Refused> parse_local_header(ByteView file) {
  const auto refused = std::unexpected(Refused::refused);
  if (file.size() != local_file_size || !base::as_text(file).starts_with(magic)) return refused;
  const auto method = file[13];
  if (method != 1 && method != 2) return refused;
  LocalHeader header{
      .unlocked_by = static_cast<UnlockedBy>(method),
      .cost = {.memory_kib = base::read_u32(file.subspan(14, 4)), .passes = base::read_u32(file.subspan(18, 4))}};
  std::ranges::copy(file.subspan<22, 16>(), header.salt.begin());
  if (!is_affordable(header)) return refused;
  return header;
}

Key unlock_key(const LocalHeader& header, ByteView passphrase_or_key) {
  if (header.unlocked_by == UnlockedBy::passphrase) {
    return crypto::key_from_passphrase(base::as_text(passphrase_or_key), header.salt, header.cost);
  }
  Key key;
  crypto::hkdf_sha256(passphrase_or_key, header.salt, base::as_bytes("wardroom/v1/kms/key-file"), key.writable());
  return key;
}

Bytes seal_local_file(const LocalHeader& header, const Key& unlock, const Key& root) {
  auto out = encode_header(header);
  base::append(out, crypto::aead_seal(unlock, root.view(), out));
  return out;
}

std::expected<Key, Refused> open_local_file(ByteView file, const Key& unlock) {
  if (!parse_local_header(file)) return std::unexpected(Refused::refused);
  auto root = crypto::aead_open(unlock, file.subspan(header_size), file.first(header_size));
  if (!root) return std::unexpected(root.error());
  Key key(ByteView(*root).first<32>());
  base::wipe(*root);
  return key;
}

}  // namespace wardroom::kms
