#include "crypto/password.h"

#include <crypt.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>

#include "base/bytes.h"
#include "crypto/sodium.h"

namespace wardroom::crypto {
namespace {

constexpr std::string_view prefix = "$argon2id$v=19$";
constexpr std::uint32_t max_passes = 64;

std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name, char end) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint32_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop == text.data() + text.size() || *stop != end) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
  return value;
}

// $argon2id$v=19$m=65536,t=3,p=1$salt$hash
std::optional<PasswordCost> cost_of(std::string_view phc) {
  if (phc.size() >= crypto_pwhash_STRBYTES || !phc.starts_with(prefix)) return std::nullopt;
  phc.remove_prefix(prefix.size());
  const auto memory = take_number(phc, "m=", ',');
  const auto passes = memory ? take_number(phc, "t=", ',') : std::nullopt;
  const auto lanes = passes ? take_number(phc, "p=", '$') : std::nullopt;
  if (!lanes || *lanes != 1 || *memory > max_password_memory_kib || *passes > max_passes) return std::nullopt;
  return PasswordCost{.memory_kib = *memory, .passes = *passes};
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

bool is_password_hash(std::string_view text) {
  if (is_bcrypt(text)) return true;
  const auto hash = text.substr(text.rfind('$') + 1);  // behind the salt
  return cost_of(text) && std::ranges::count(text, '$') == 5 && hash.size() >= 22;
}

std::string hash_password(std::string_view password, PasswordCost cost) {
  char phc[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(phc, password.data(), password.size(), cost.passes, std::size_t{cost.memory_kib} * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("Argon2id failed: too little memory, or a cost out of bounds");
  }
  return phc;
}

PasswordVerdict verify_password(std::string_view phc, std::string_view password, PasswordCost cost) {
  if (is_bcrypt(phc)) {
    const bool fits = fits_bcrypt(phc, password);
    return {.ok = fits, .rehash = fits};
  }
  const auto stored = cost_of(phc);
  if (!stored) return {};
  const std::string terminated(phc);
  if (crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) != 0) return {};
  return {.ok = true, .rehash = stored->memory_kib < cost.memory_kib || stored->passes < cost.passes};
}

PasswordVerdict verify_password_of_nobody(std::string_view password, PasswordCost cost) {
  static constexpr std::uint8_t salt[16] = {};
  static_cast<void>(key_from_passphrase(password, salt, cost));
  return {};
}

Key key_from_passphrase(std::string_view passphrase, std::span<const std::uint8_t, 16> salt, PasswordCost cost) {
  static_assert(crypto_pwhash_SALTBYTES == 16);
  Key key;
  const auto out = key.writable();
  if (crypto_pwhash(out.data(), out.size(), passphrase.data(), passphrase.size(), salt.data(), cost.passes,
                    std::size_t{cost.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("Argon2id failed: too little memory, or a cost out of bounds");
  }
  return key;
}

}  // namespace wardroom::crypto
