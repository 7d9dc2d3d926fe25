// Strings that carry their own limits, so that a described struct says them once: the JSON reader refuses what does not
// fit, and OpenAPI gets minLength and maxLength from the same place. Lengths are Unicode code points.
#pragma once
#include <string>

namespace wardroom::base {

template <std::size_t Min, std::size_t Max>
struct Text {
  static constexpr std::size_t min_length = Min;
  static constexpr std::size_t max_length = Max;
  std::string value;
  bool operator==(const Text&) const = default;
};

// A Text that must never reach a log or an answer: a password or a token, wiped when it ends.
template <std::size_t Min, std::size_t Max>
struct SecretText {
  static constexpr std::size_t min_length = Min;
  static constexpr std::size_t max_length = Max;
  std::string value;
  SecretText() = default;
  SecretText(const SecretText&) = default;
  SecretText(SecretText&&) noexcept = default;
  SecretText& operator=(const SecretText&) = default;
  SecretText& operator=(SecretText&&) noexcept = default;
  ~SecretText();
  bool operator==(const SecretText&) const = default;
};

// An integer with its bounds.
template <long long Min, long long Max>
struct Bounded {
  static constexpr long long min_value = Min;
  static constexpr long long max_value = Max;
  long long value = Min;
};

void wipe_text(std::string& s);

template <std::size_t Min, std::size_t Max>
SecretText<Min, Max>::~SecretText() {
  wipe_text(value);
}

}  // namespace wardroom::base
