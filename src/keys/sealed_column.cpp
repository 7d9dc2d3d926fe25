#include "keys/sealed_column.h"

namespace wardroom::keys {

HeaderKind header_kind(base::ByteView header) {
  if (header.size() != counted_header || header[0] != 1 || header[1] < 1 || header[1] > crypto::purpose_count)
    return {};
  return {static_cast<Purpose>(header[1]), base::read_u32(header.subspan(2, 4))};
}

std::expected<std::optional<Sealed<std::string>>, Refused> resealed(const TenantKeys& keys,
                                                                    const Sealed<std::string>& value,
                                                                    const Place& place) {
  const auto header = crypto::parse_sealed_header(value.bytes());
  const auto* const named = header ? std::get_if<crypto::PurposeHeader>(&*header) : nullptr;
  if (!named) return std::unexpected(Refused::refused);
  if (named->epoch == keys.epoch()) return std::nullopt;
  auto plain = keys.open(value, place);
  if (!plain) return std::unexpected(plain.error());
  auto fresh = keys.seal(named->purpose, place, *plain);
  base::wipe(*plain);
  return fresh;
}

}  // namespace wardroom::keys
