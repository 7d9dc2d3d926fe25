#include "audit/details.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/queries.h"

namespace wardroom::audit {
namespace {

struct DetailPlace {
  base::Bytes row;
  keys::Place place;
  DetailPlace(base::TenantId tenant, LogKind kind, std::int64_t seq)
      : place{tenant, "audit_entries", "detail_sealed", {}} {
    base::append_u64(row, static_cast<std::uint64_t>(seq));
    if (kind != LogKind::security) row.push_back(static_cast<std::uint8_t>(kind));
    place.primary_key = row;
  }
  DetailPlace(const DetailPlace&) = delete;  // place points into row
  DetailPlace& operator=(const DetailPlace&) = delete;
};

std::string id_of(std::uint32_t epoch) { return fmt::format("{:010}", epoch); }

keys::Place key_place(const base::TenantId& tenant, std::string_view id) {
  return {tenant, "audit_detail_keys", "key_sealed", base::as_bytes(id)};
}

}  // namespace

std::string seal_detail(const keys::TenantKeys& keys, LogKind kind, std::int64_t seq, std::string_view detail) {
  const DetailPlace at(keys.tenant(), kind, seq);
  return base::to_base64url(keys.seal(keys::Purpose::audit_detail, at.place, detail).bytes());
}

std::string Details::open(std::int64_t seq, std::string_view sealed) {
  auto bytes = base::from_base64url(sealed);
  const auto header = bytes ? crypto::parse_sealed_header(*bytes) : std::unexpected(crypto::Refused::refused);
  const auto* const named = header ? std::get_if<crypto::PurposeHeader>(&*header) : nullptr;
  if (!named) return {};
  const DetailPlace at(keys_.tenant(), txn_.kind(), seq);
  if (keys_.purpose_key(keys::Purpose::audit_detail, named->epoch)) {
    return keys_.open(keys::Sealed<std::string>::stored(std::move(*bytes)), at.place).value_or("");
  }
  const auto* const key = handed_on(named->epoch);
  auto plain = key ? crypto::open_bytes(key->view(), *bytes, at.place) : std::unexpected(crypto::Refused::refused);
  return plain ? std::string(base::as_text(*plain)) : std::string();
}

const keys::Key* Details::handed_on(std::uint32_t epoch) {
  const auto [at, is_new] = handed_on_.try_emplace(epoch);
  if (is_new) {
    const auto id = id_of(epoch);
    const auto row = txn_.txn().one<keys::Sealed<std::string>>(queries::detail_key, id);
    auto key = row ? keys_.open(*row, key_place(keys_.tenant(), id)) : std::unexpected(crypto::Refused::refused);
    if (key && key->size() == 32) at->second.emplace(base::as_bytes(*key).first<32>());
    if (key) base::wipe(*key);
  }
  return at->second ? &*at->second : nullptr;
}

void hand_on_detail_key(store::TenantTxn& txn, const keys::TenantKeys& keys, std::uint32_t epoch) {
  const auto key = keys.purpose_key(keys::Purpose::audit_detail, epoch);
  if (!key) throw std::runtime_error("an epoch that is not held cannot be handed on");
  const auto id = id_of(epoch);
  txn.exec(queries::put_detail_key, id,
           keys.seal(keys::Purpose::credential, key_place(keys.tenant(), id), base::as_text(key->view())));
}

}  // namespace wardroom::audit
