// A column that holds sealed values, as re-encryption and the inventory see it. A room declares each of its own once,
// beside its schema:
//
//   keys::sealed_column<"users", "display_name_sealed", keys::IdKey<"id">>()
//
// with the columns of the primary key after tenant_id. Without any, the row's key in its seal is the tenant's id.
#pragma once
#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "keys/tenant_keys.h"
#include "store/txn.h"

namespace wardroom::keys {

// What a part of a walk over a column came to.
struct Walked {
  std::int64_t rows = 0;
  std::int64_t resealed = 0;
  std::vector<std::string> broken;  // values that do not open, as "table.column row"; they are left as they are
  base::Bytes position;             // where to go on
  bool end = false;
};

// Counts of values by what their header says. A value of no known form counts under epoch 0.
struct HeaderKind {
  Purpose purpose{};
  std::uint32_t epoch = 0;
  auto operator<=>(const HeaderKind&) const = default;
};
using HeaderCounts = std::map<HeaderKind, std::int64_t>;

struct SealedColumn {
  using Walk = std::function<Walked(store::TenantTxn&, const TenantKeys&, base::ByteView position, int limit)>;

  std::string name;  // "users.display_name_sealed"
  Walk reseal;       // under the newest epoch, where it is not yet
  Walk check;        // opens every value, changes nothing
  std::function<HeaderCounts(store::TenantTxn&)> count;
  std::string waits_for;  // resealed only when this column has no value of an old epoch left
};

// ---- how such a column is walked

inline constexpr std::size_t counted_header = 6;  // version | purpose | epoch
HeaderKind header_kind(base::ByteView header);
// The value under the newest epoch, if it is sealed under an older one. Refused: it does not open.
std::expected<std::optional<Sealed<std::string>>, Refused> resealed(const TenantKeys& keys,
                                                                    const Sealed<std::string>& value,
                                                                    const Place& place);

template <store::FixedString Name, class T>
struct KeyColumn {
  static constexpr auto name = Name;
  using Type = T;
};
template <store::FixedString Name>
using IdKey = KeyColumn<Name, base::Uuid>;
template <store::FixedString Name>
using TextKey = KeyColumn<Name, std::string>;

namespace detail {

template <store::FixedString... Parts>
consteval auto joined() {
  constexpr std::size_t size = (std::size_t{0} + ... + Parts.view().size());
  char text[size + 1]{};
  std::size_t at = 0;
  for (const auto part : {Parts.view()...})
    for (const char c : part) text[at++] = c;
  return store::FixedString<size + 1>(std::string_view(text, size));
}

inline base::ByteView bytes_of(const base::Uuid& id) { return id; }
inline base::ByteView bytes_of(const std::string& text) { return base::as_bytes(text); }
inline void take(base::ByteView bytes, base::Uuid& into) {
  if (bytes.size() == into.size()) std::ranges::copy(bytes, into.begin());
}
inline void take(base::ByteView bytes, std::string& into) { into = base::as_text(bytes); }

template <class K>
struct KeyedRow {
  K key;
  std::optional<Sealed<std::string>> value;
};
BOOST_DESCRIBE_STRUCT(KeyedRow<base::Uuid>, (), (key, value))
BOOST_DESCRIBE_STRUCT(KeyedRow<std::string>, (), (key, value))

struct CountRow {
  base::Bytes header;
  std::int64_t values;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (header, values))

template <store::FixedString Table, store::FixedString Column, class Key>
Walked walk(store::TenantTxn& txn, const TenantKeys& keys, base::ByteView position, int limit, bool change) {
  using store::Statement;
  static constexpr Statement<joined<"SELECT ", Key::name, ", ", Column, " FROM ", Table, " WHERE tenant_id = $1 AND ",
                                    Key::name, " > $2 ORDER BY ", Key::name, " LIMIT $3">()>
      rows_after;
  static constexpr Statement<
      joined<"UPDATE ", Table, " SET ", Column, " = $2 WHERE tenant_id = $1 AND ", Key::name, " = $3">()>
      put;
  Walked out;
  typename Key::Type from{};
  take(position, from);
  for (const auto& row : txn.all<KeyedRow<typename Key::Type>>(rows_after, from, limit)) {
    ++out.rows;
    const auto id = bytes_of(row.key);
    out.position.assign(id.begin(), id.end());
    if (!row.value) continue;
    const Place place{txn.tenant(), Table.view(), Column.view(), id};
    if (!change) {
      if (!keys.open(*row.value, place)) out.broken.push_back(base::to_hex(id));
      continue;
    }
    const auto fresh = resealed(keys, *row.value, place);
    if (!fresh) out.broken.push_back(base::to_hex(id));
    if (!fresh || !*fresh) continue;
    txn.exec(put, **fresh, row.key);
    ++out.resealed;
  }
  out.end = out.rows < limit;
  return out;
}

template <store::FixedString Table, store::FixedString Column>
Walked walk_single(store::TenantTxn& txn, const TenantKeys& keys, bool change) {
  using store::Statement;
  static constexpr Statement<joined<"SELECT ", Column, " FROM ", Table, " WHERE tenant_id = $1">()> row;
  static constexpr Statement<joined<"UPDATE ", Table, " SET ", Column, " = $2 WHERE tenant_id = $1">()> put;
  Walked out{.end = true};
  const auto value = txn.one<std::optional<Sealed<std::string>>>(row).value_or(std::nullopt);
  if (!value) return out;
  out.rows = 1;
  const auto tenant = txn.tenant();
  const Place place{tenant, Table.view(), Column.view(), tenant.bytes()};
  const auto fresh = resealed(keys, *value, place);
  if (!fresh || !keys.open(*value, place)) out.broken.push_back("");
  if (!change || !fresh || !*fresh) return out;
  txn.exec(put, **fresh);
  out.resealed = 1;
  return out;
}

template <store::FixedString Table, store::FixedString Column>
HeaderCounts count(store::TenantTxn& txn) {
  static constexpr store::Statement<
      joined<"SELECT substr(", Column, ", 1, 6), COUNT(*) FROM ", Table, " WHERE tenant_id = $1 AND ", Column,
             " IS NOT NULL GROUP BY substr(", Column, ", 1, 6)">()>
      by_header;
  HeaderCounts out;
  for (const auto& row : txn.all<CountRow>(by_header)) out[header_kind(row.header)] += row.values;
  return out;
}

}  // namespace detail

template <store::FixedString Table, store::FixedString Column, class... Key>
SealedColumn sealed_column() {
  static_assert(sizeof...(Key) <= 1, "a longer key has a walk of its own to write");
  const auto walker = [](bool change) -> SealedColumn::Walk {
    return [change](store::TenantTxn& txn, const TenantKeys& keys, base::ByteView position, int limit) {
      if constexpr (sizeof...(Key) == 0) {
        return detail::walk_single<Table, Column>(txn, keys, change);
      } else {
        return detail::walk<Table, Column, Key...>(txn, keys, position, limit, change);
      }
    };
  };
  return {std::string(Table.view()) + "." + std::string(Column.view()), walker(true), walker(false),
          detail::count<Table, Column>, ""};
}

}  // namespace wardroom::keys
