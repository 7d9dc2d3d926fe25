#include "crypto/sealed.h"

#include <stdexcept>

namespace wardroom::crypto {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::uint8_t under_purpose_key = 0x01;
constexpr std::uint8_t under_shred_key = 0x02;
constexpr std::size_t purpose_header_size = 1 + 1 + 4;
constexpr std::size_t shred_header_size = 1 + 16;
constexpr std::size_t padding = 32;

// "wardroom/v1" | tenant id | table | 0 | column | 0 | primary key
Bytes associated_data(const Place& place) {
  Bytes out = base::to_bytes("wardroom/v1");
  base::append(out, place.tenant.bytes());
  for (const auto name : {place.table, place.column}) {
    if (name.find('\0') != std::string_view::npos) throw std::invalid_argument("a zero in a table or column name");
    base::append(out, base::as_bytes(name));
    out.push_back(0);
  }
  base::append(out, place.primary_key);
  return out;
}

bool is_padded(Purpose purpose) { return purpose == Purpose::credential || purpose == Purpose::factor; }

Bytes pad(ByteView plain) {
  Bytes out;
  out.reserve((plain.size() / padding + 1) * padding);
  base::append(out, plain);
  out.push_back(0x80);
  out.resize((plain.size() / padding + 1) * padding);
  return out;
}

bool unpad(Bytes& plain) {
  std::size_t size = 0;
  if (sodium_unpad(&size, plain.data(), plain.size(), padding) != 0) return false;
  plain.resize(size);
  return true;
}

Bytes seal_after(Bytes header, KeyView key, const Place& place, ByteView plain) {
  base::append(header, aead_seal(key, plain, associated_data(place)));
  return header;
}

}  // namespace

std::string_view purpose_name(Purpose purpose) {
  static constexpr std::array<std::string_view, purpose_count> names = {
      "content", "file", "database", "search", "credential", "factor", "audit-detail", "export"};
  return names.at(static_cast<std::size_t>(purpose) - 1);
}

std::expected<SealedHeader, Refused> parse_sealed_header(ByteView sealed) {
  if (sealed.empty()) return std::unexpected(Refused::refused);
  if (sealed[0] == under_purpose_key && sealed.size() >= purpose_header_size + aead_overhead) {
    const auto purpose = sealed[1];
    if (purpose < 1 || purpose > purpose_count) return std::unexpected(Refused::refused);
    return PurposeHeader{static_cast<Purpose>(purpose), base::read_u32(sealed.subspan(2, 4))};
  }
  if (sealed[0] == under_shred_key && sealed.size() >= shred_header_size + aead_overhead) {
    return ShredHeader{*base::ShredKeyId::from_bytes(sealed.subspan(1, 16))};
  }
  return std::unexpected(Refused::refused);
}

Bytes seal_bytes(KeyView key, PurposeHeader header, const Place& place, ByteView plain) {
  Bytes out;
  out.reserve(purpose_header_size + aead_overhead + plain.size());
  out.push_back(under_purpose_key);
  out.push_back(static_cast<std::uint8_t>(header.purpose));
  base::append_u32(out, header.epoch);
  if (!is_padded(header.purpose)) return seal_after(std::move(out), key, place, plain);
  auto padded = pad(plain);
  out = seal_after(std::move(out), key, place, padded);
  base::wipe(padded);
  return out;
}

Bytes seal_bytes(KeyView key, ShredHeader header, const Place& place, ByteView plain) {
  Bytes out;
  out.reserve(shred_header_size + aead_overhead + plain.size());
  out.push_back(under_shred_key);
  base::append(out, header.key.bytes());
  return seal_after(std::move(out), key, place, plain);
}

std::expected<Bytes, Refused> open_bytes(KeyView key, ByteView sealed, const Place& place) {
  const auto header = parse_sealed_header(sealed);
  if (!header) return std::unexpected(header.error());
  const auto* const purpose = std::get_if<PurposeHeader>(&*header);
  const auto body = sealed.subspan(purpose ? purpose_header_size : shred_header_size);
  auto plain = aead_open(key, body, associated_data(place));
  if (plain && purpose && is_padded(purpose->purpose) && !unpad(*plain)) return std::unexpected(Refused::refused);
  return plain;
}

}  // namespace wardroom::crypto
