// A set of values of one described enumeration, of at most 64: a word of memory. As text: names with blanks between.
#pragma once
#include <array>
#include <boost/mp11/list.hpp>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace wardroom::base {

template <detail::DescribedEnum E>
inline constexpr auto all_of_enum = [] {
  using Described = boost::describe::describe_enumerators<E>;
  std::array<E, boost::mp11::mp_size<Described>::value> out{};
  std::size_t n = 0;
  boost::mp11::mp_for_each<Described>([&](auto item) { out[n++] = item.value; });
  return out;
}();

template <detail::DescribedEnum E>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> all) {
    for (const auto value : all) bits_ |= bit(value);
  }
  static constexpr EnumSet of(std::span<const E> all) {
    EnumSet out;
    for (const auto value : all) out.bits_ |= bit(value);
    return out;
  }
  static constexpr EnumSet everything() { return of(all_of_enum<E>); }
  // As it was stored; a name that is not known is a fault.
  static EnumSet from_text(std::string_view text);

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const EnumSet&) const = default;
  constexpr bool has(E value) const { return (bits_ & bit(value)) != 0; }
  constexpr bool includes(EnumSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr EnumSet operator|(EnumSet other) const { return made(bits_ | other.bits_); }
  constexpr EnumSet operator&(EnumSet other) const { return made(bits_ & other.bits_); }
  constexpr EnumSet without(EnumSet other) const { return made(bits_ & ~other.bits_); }

  // In the order of the enumeration.
  std::vector<E> listed() const;
  std::vector<std::string_view> names() const;
  std::string text() const;

 private:
  static constexpr EnumSet made(std::uint64_t bits) {
    EnumSet out;
    out.bits_ = bits;
    return out;
  }
  static constexpr std::uint64_t bit(E value) { return std::uint64_t{1} << static_cast<unsigned>(value); }
  std::uint64_t bits_ = 0;
};

template <detail::DescribedEnum E>
std::vector<E> EnumSet<E>::listed() const {
  std::vector<E> out;
  for (const auto value : all_of_enum<E>) {
    if (has(value)) out.push_back(value);
  }
  return out;
}

template <detail::DescribedEnum E>
std::vector<std::string_view> EnumSet<E>::names() const {
  std::vector<std::string_view> out;
  for (const auto value : listed()) out.push_back(enum_name(value));
  return out;
}

template <detail::DescribedEnum E>
std::string EnumSet<E>::text() const {
  std::string out;
  for (const auto name : names()) {
    if (!out.empty()) out.push_back(' ');
    out += name;
  }
  return out;
}

template <detail::DescribedEnum E>
EnumSet<E> EnumSet<E>::from_text(std::string_view text) {
  EnumSet out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto value = enum_from<E>(text.substr(0, end));
    if (!value) throw std::runtime_error("an unknown name is stored in a set");
    out = out | EnumSet{*value};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace wardroom::base
