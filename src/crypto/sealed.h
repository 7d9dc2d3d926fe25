// Sealed columns. A value is sealed for one place (tenant, table, column, row) and opens nowhere else. Rooms get their
// keys, and shorter calls, from keys/tenant_keys.h; the store accepts only a Sealed<T> for a column `..._sealed`.
//
//   0x01 | purpose (1) | epoch (u32) | nonce (24) | ciphertext | tag (16)      under a tenant's purpose key
//   0x02 | shred key id (16)         | nonce (24) | ciphertext | tag (16)      under a shred key
//   associated data = "wardroom/v1" | tenant id | table | 0 | column | 0 | primary key
//
// Values for `credential` and `factor` are padded to a multiple of 32 bytes (0x80 00...), so that length tells little.
#pragma once
#include <cstdint>
#include <expected>
#include <string_view>
#include <utility>
#include <variant>

#include "base/id.h"
#include "crypto/aead.h"

namespace wardroom::crypto {

enum class Purpose : std::uint8_t { content = 1, file, database, search, credential, factor, audit_detail, export_ };
inline constexpr std::size_t purpose_count = 8;
std::string_view purpose_name(Purpose purpose);  // "content", ... "audit-detail", "export": part of key derivation

struct Place {
  base::TenantId tenant;
  std::string_view table;
  std::string_view column;
  base::ByteView primary_key;  // without the tenant; of several columns: their bytes joined, fixed lengths first
};

// Ciphertext of a T, with its header. T is only a name for what is inside, so that one cannot be stored for another.
template <class T>
class Sealed {
 public:
  static Sealed stored(base::Bytes bytes) { return Sealed(std::move(bytes)); }  // for the store, when it reads a row
  base::ByteView bytes() const { return bytes_; }
  bool operator==(const Sealed&) const = default;

 private:
  explicit Sealed(base::Bytes bytes) : bytes_(std::move(bytes)) {}
  base::Bytes bytes_;
};

struct PurposeHeader {
  Purpose purpose;
  std::uint32_t epoch;
  bool operator==(const PurposeHeader&) const = default;
};
struct ShredHeader {
  base::ShredKeyId key;
  bool operator==(const ShredHeader&) const = default;
};
using SealedHeader = std::variant<PurposeHeader, ShredHeader>;
std::expected<SealedHeader, Refused> parse_sealed_header(base::ByteView sealed);

base::Bytes seal_bytes(KeyView key, PurposeHeader header, const Place& place, base::ByteView plain);
base::Bytes seal_bytes(KeyView key, ShredHeader header, const Place& place, base::ByteView plain);
// The caller chose the key by parse_sealed_header.
std::expected<base::Bytes, Refused> open_bytes(KeyView key, base::ByteView sealed, const Place& place);

template <class T, class Header>
Sealed<T> seal(KeyView key, Header header, const Place& place, base::ByteView plain) {
  return Sealed<T>::stored(seal_bytes(key, header, place, plain));
}

}  // namespace wardroom::crypto
