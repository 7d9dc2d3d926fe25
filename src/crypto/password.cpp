#include "crypto/password.h"

#include <crypt.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "crypto/argon2.h"
#include "crypto/random.h"
#include "crypto/sodium.h"

namespace wardroom::crypto {
namespace {

constexpr std::string_view prefix = "$argon2id$v=19$";
constexpr std::uint32_t max_passes = 64;
constexpr std::uint64_t max_taken_over_kib_passes = std::uint64_t{512} * 1024;
constexpr std::size_t max_phc_size = 256;
constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;

std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name, char end) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint32_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop == text.data() + text.size() || *stop != end) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
  return value;
}

// Base64 of RFC 4648 without padding.
std::optional<base::Bytes> from_unpadded(std::string_view text) {
  if (text.find('=') != std::string_view::npos) return std::nullopt;
  return base::from_base64(std::string(text).append((4 - text.size() % 4) % 4, '='));
}

std::string unpadded(base::ByteView bytes) {
  auto text = base::to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

struct Stored {
  PasswordCost cost;
  base::Bytes salt, hash;
};

// $argon2id$v=19$m=65536,t=3,p=1$salt$hash
std::optional<Stored> read_phc(std::string_view phc) {
  if (phc.size() > max_phc_size || !phc.starts_with(prefix)) return std::nullopt;
  phc.remove_prefix(prefix.size());
  const auto memory = take_number(phc, "m=", ',');
  const auto passes = memory ? take_number(phc, "t=", ',') : std::nullopt;
  const auto lanes = passes ? take_number(phc, "p=", '$') : std::nullopt;
  if (!lanes || *lanes != 1 || *memory < 8 || *memory > max_password_memory_kib || *passes < 1 ||
      *passes > max_passes) {
    return std::nullopt;
  }
  const auto middle = phc.find('$');
  if (middle == std::string_view::npos) return std::nullopt;
  auto salt = from_unpadded(phc.substr(0, middle));
  auto hash = from_unpadded(phc.substr(middle + 1));
  if (!salt || salt->size() < 8 || !hash || hash->size() < 16) return std::nullopt;
  return Stored{{.memory_kib = *memory, .passes = *passes}, std::move(*salt), std::move(*hash)};
}

constexpr std::size_t bcrypt_size = 60;
constexpr int max_bcrypt_cost = 14;  // about a second

bool is_bcrypt(std::string_view text) {
  const auto is_base64 = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '/';
  };
  if (text.size() != bcrypt_size || !text.starts_with("$2") || text[3] != '$' || text[6] != '$') return false;
  if (text[2] != 'a' && text[2] != 'b' && text[2] != 'y') return false;
  int cost = 0;
  const auto [end, error] = std::from_chars(text.data() + 4, text.data() + 6, cost);
  return error == std::errc() && end == text.data() + 6 && cost >= 4 && cost <= max_bcrypt_cost &&
         std::ranges::all_of(text.substr(7), is_base64);
}

// libxcrypt's. A password beyond 72 bytes counts as far as that, which is bcrypt's way, and one with a NUL is none.
bool fits_bcrypt(std::string_view hash, std::string_view password) {
  if (password.find('\0') != std::string_view::npos) return false;
  std::string setting(hash);
  std::string phrase(password);
  const auto data = std::make_unique<crypt_data>();
  const char* const found = ::crypt_rn(phrase.c_str(), setting.c_str(), data.get(), sizeof(crypt_data));
  const bool fits = found != nullptr && std::string_view(found).size() == hash.size() &&
                    sodium_memcmp(found, hash.data(), hash.size()) == 0;
  sodium_memzero(data.get(), sizeof(crypt_data));
  sodium_memzero(phrase.data(), phrase.size());
  return fits;
}

}  // namespace

bool may_be_taken_over(std::string_view phc) {
  const auto stored = read_phc(phc);
  return is_bcrypt(phc) ||
         (stored && std::uint64_t{stored->cost.memory_kib} * stored->cost.passes <= max_taken_over_kib_passes);
}

std::string hash_password(std::string_view password, PasswordCost cost) {
  const auto salt = random_bytes(salt_size);
  std::array<std::uint8_t, hash_size> hash{};
  argon2id(hash, base::as_bytes(password), salt, cost.memory_kib, cost.passes);
  return fmt::format("{}m={},t={},p=1${}${}", prefix, cost.memory_kib, cost.passes, unpadded(salt), unpadded(hash));
}

PasswordVerdict verify_password(std::string_view phc, std::string_view password, PasswordCost cost) {
  if (is_bcrypt(phc)) {
    const bool fits = fits_bcrypt(phc, password);
    return {.ok = fits, .rehash = fits};
  }
  const auto stored = read_phc(phc);
  if (!stored) return {};
  base::Bytes found(stored->hash.size());
  argon2id(found, base::as_bytes(password), stored->salt, stored->cost.memory_kib, stored->cost.passes);
  if (sodium_memcmp(found.data(), stored->hash.data(), found.size()) != 0) return {};
  return {.ok = true, .rehash = stored->cost.memory_kib < cost.memory_kib || stored->cost.passes < cost.passes};
}

PasswordVerdict verify_password_of_nobody(std::string_view password, PasswordCost cost) {
  static constexpr std::uint8_t salt[salt_size] = {};
  std::array<std::uint8_t, hash_size> hash{};
  argon2id(hash, base::as_bytes(password), salt, cost.memory_kib, cost.passes);
  return {};
}

Key key_from_passphrase(std::string_view passphrase, std::span<const std::uint8_t, 16> salt, PasswordCost cost) {
  Key key;
  argon2id(key.writable(), base::as_bytes(passphrase), salt, cost.memory_kib, cost.passes);
  release_argon2_memory();  // this is done once, by a thread that does other things
  return key;
}

}  // namespace wardroom::crypto
