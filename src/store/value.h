// C++ values as a statement's arguments, and result columns as C++ values: ids and digests are BLOBs, Timestamp is
// INTEGER (milliseconds), text is TEXT, Bytes and Sealed<T> are BLOBs, optional is NULL or the value. A column of
// another kind than the row's member is a fault, never converted.
#pragma once
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"

namespace wardroom::crypto {
template <class T>
class Sealed;
}

namespace wardroom::store {

// An argument. Text and blobs are views: they live as long as the call.
struct Value {
  enum class Kind : std::uint8_t { null, integer, real, text, blob };
  Kind kind = Kind::null;
  std::int64_t integer = 0;
  double real = 0;
  base::ByteView bytes;
};

// The columns of the row a cursor stands on, counted from 0. Views end with the row.
class RowReader {
 public:
  virtual Value::Kind kind(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual base::ByteView bytes(int column) const = 0;  // of text and blobs

 protected:
  ~RowReader() = default;
};

[[noreturn]] void throw_column_mismatch(int column, const char* wanted);

// How a type is stored. Specialise nothing else: domain enums are stored as text by their own rooms.
template <class T>
struct Column;

template <class T>
inline constexpr bool is_sealed = false;
template <class T>
inline constexpr bool is_sealed<crypto::Sealed<T>> = true;
template <class T>
inline constexpr bool is_sealed<std::optional<T>> = is_sealed<T>;

inline Value integer_value(std::int64_t v) { return {.kind = Value::Kind::integer, .integer = v}; }
inline Value text_value(std::string_view v) { return {.kind = Value::Kind::text, .bytes = base::as_bytes(v)}; }
inline Value blob_value(base::ByteView v) { return {.kind = Value::Kind::blob, .bytes = v}; }

inline base::ByteView blob_at(const RowReader& row, int column) {
  if (row.kind(column) != Value::Kind::blob) throw_column_mismatch(column, "a BLOB");
  return row.bytes(column);
}

template <std::integral T>
  requires(sizeof(T) <= 8)
struct Column<T> {
  static Value value(T v) {
    if (!std::in_range<std::int64_t>(v)) throw std::out_of_range("an integer argument is beyond 63 bits");
    return integer_value(static_cast<std::int64_t>(v));
  }
  static T read(const RowReader& row, int column) {
    if (row.kind(column) != Value::Kind::integer) throw_column_mismatch(column, "an INTEGER");
    const std::int64_t v = row.integer(column);
    if (!std::in_range<T>(v)) throw_column_mismatch(column, "a smaller INTEGER");
    return static_cast<T>(v);
  }
};

template <>
struct Column<bool> {
  static Value value(bool v) { return integer_value(v ? 1 : 0); }
  static bool read(const RowReader& row, int column) {
    const auto v = Column<std::int64_t>::read(row, column);
    if (v != 0 && v != 1) throw_column_mismatch(column, "0 or 1");
    return v == 1;
  }
};

template <>
struct Column<double> {
  static Value value(double v) { return {.kind = Value::Kind::real, .real = v}; }
  static double read(const RowReader& row, int column) {
    if (row.kind(column) != Value::Kind::real) throw_column_mismatch(column, "a REAL");
    return row.real(column);
  }
};

template <>
struct Column<std::string_view> {
  static Value value(std::string_view v) { return text_value(v); }
};

template <>
struct Column<std::string> {
  static Value value(const std::string& v) { return text_value(v); }
  static std::string read(const RowReader& row, int column) {
    if (row.kind(column) != Value::Kind::text) throw_column_mismatch(column, "TEXT");
    return std::string(base::as_text(row.bytes(column)));
  }
};

template <>
struct Column<base::ByteView> {
  static Value value(base::ByteView v) { return blob_value(v); }
};

template <>
struct Column<base::Bytes> {
  static Value value(const base::Bytes& v) { return blob_value(v); }
  static base::Bytes read(const RowReader& row, int column) {
    const auto b = blob_at(row, column);
    return {b.begin(), b.end()};
  }
};

template <std::size_t N>
struct Column<std::array<std::uint8_t, N>> {
  static Value value(const std::array<std::uint8_t, N>& v) { return blob_value(v); }
  static std::array<std::uint8_t, N> read(const RowReader& row, int column) {
    const auto b = blob_at(row, column);
    if (b.size() != N) throw_column_mismatch(column, "a BLOB of another size");
    std::array<std::uint8_t, N> out;
    std::copy(b.begin(), b.end(), out.begin());
    return out;
  }
};

template <class Tag>
struct Column<base::Id<Tag>> {
  static Value value(const base::Id<Tag>& v) { return blob_value(v.bytes()); }
  static base::Id<Tag> read(const RowReader& row, int column) { return {Column<base::Uuid>::read(row, column)}; }
};

template <>
struct Column<base::Timestamp> {
  static Value value(base::Timestamp v) { return integer_value(v.ms); }
  static base::Timestamp read(const RowReader& row, int column) { return {Column<std::int64_t>::read(row, column)}; }
};

template <class T>
struct Column<crypto::Sealed<T>> {
  static Value value(const crypto::Sealed<T>& v) { return blob_value(v.bytes()); }
  static crypto::Sealed<T> read(const RowReader& row, int column) {
    return crypto::Sealed<T>::stored(Column<base::Bytes>::read(row, column));
  }
};

template <class T>
struct Column<std::optional<T>> {
  static Value value(const std::optional<T>& v) { return v ? Column<T>::value(*v) : Value{}; }
  static std::optional<T> read(const RowReader& row, int column) {
    if (row.kind(column) == Value::Kind::null) return std::nullopt;
    return Column<T>::read(row, column);
  }
};

template <>
struct Column<std::nullopt_t> {
  static Value value(std::nullopt_t) { return {}; }
};

// "literal" and const char* are text.
template <class T>
Value to_value(const T& v) {
  if constexpr (std::convertible_to<const T&, const char*>)
    return text_value(v);
  else
    return Column<T>::value(v);
}

template <class T>
concept StoredColumn = requires(const RowReader& row) {
  { Column<T>::read(row, 0) } -> std::same_as<T>;
};

}  // namespace wardroom::store
