#include "kms/vault_wire.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "kms/json_answer.h"

namespace wardroom::kms::vault {
namespace {

using base::Bytes;
using base::ByteView;

std::unexpected<KmsError> fail(KmsError::Kind kind, std::string why) {
  return std::unexpected(KmsError(kind, std::move(why)));
}

// Vault's own errors are {"errors": […]}, perhaps of none. Empty: something else answered.
std::optional<std::string> first_error(std::string_view body) {
  const auto answer = parse_answer(body);
  const auto* const errors = answer ? answer->if_contains("errors") : nullptr;
  if (!errors || !errors->is_array()) return std::nullopt;
  const auto& list = errors->get_array();
  if (list.empty() || !list[0].is_string()) return "no reason given";
  return quotable(std::string_view(list[0].get_string()));
}

std::unexpected<KmsError> nonsense() {
  return fail(KmsError::unreachable, "what answers is no transit engine of Vault: check vault.url and vault.mount");
}

// 400 and 403 are Vault's verdict on this key, ciphertext or token. A sealed, standby, starting or overloaded Vault has
// given none.
std::unexpected<KmsError> verdict(int status, std::string_view body) {
  const auto error = first_error(body);
  const auto why = error.value_or("no reason given");
  if (!error && status < 500 && (status < 300 || status > 399)) return nonsense();
  if (status == 403) {
    return fail(KmsError::refused,
                fmt::format("Vault denies it ({}): check that vault.token is valid and its policy allows update on "
                            "transit/encrypt/KEY and transit/decrypt/KEY",
                            why));
  }
  if (status == 400) return fail(KmsError::refused, fmt::format("Vault refuses it ({}): check vault.key", why));
  if (status == 404) {
    return fail(KmsError::refused,
                fmt::format("Vault has no such transit key or mount ({}): check vault.mount, vault.key "
                            "and vault.namespace",
                            why));
  }
  if (status >= 300 && status < 400) {
    return fail(KmsError::unreachable,
                "Vault answers with a redirect: give the address of the active node or the cluster");
  }
  if (status == 503) return fail(KmsError::unreachable, fmt::format("Vault is sealed or down ({}): unseal it", why));
  return fail(KmsError::unreachable, fmt::format("Vault answers {} ({})", status, why));
}

// The "data" of a good answer.
std::expected<boost::json::object, KmsError> data_of(int status, std::string_view body) {
  if (status != 200) return verdict(status, body);
  const auto answer = parse_answer(body);
  const auto* const data = answer ? object_in(*answer, "data") : nullptr;
  if (!data) return nonsense();
  return *data;
}

}  // namespace

std::string encrypt_request(ByteView plain, ByteView context) {
  return base::json_text(
      boost::json::object{{"plaintext", base::to_base64(plain)}, {"associated_data", base::to_base64(context)}});
}

std::string decrypt_request(std::string_view ciphertext, ByteView context) {
  return base::json_text(
      boost::json::object{{"ciphertext", ciphertext}, {"associated_data", base::to_base64(context)}});
}

std::string create_key_request() {
  return base::json_text(boost::json::object{
      {"type", "aes256-gcm96"}, {"exportable", false}, {"allow_plaintext_backup", false}, {"derived", false}});
}

bool is_ciphertext(std::string_view text) {
  constexpr std::string_view prefix = "vault:v";
  if (text.size() > max_ciphertext || !text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon > 9) return false;
  const auto version = text.substr(0, colon);
  return std::ranges::all_of(version, [](char c) { return c >= '0' && c <= '9'; }) &&
         base::from_base64(text.substr(colon + 1)).has_value();
}

std::expected<std::string, KmsError> read_encrypted(int status, std::string_view body) {
  const auto data = data_of(status, body);
  if (!data) return std::unexpected(data.error());
  auto ciphertext = text_in(*data, "ciphertext");
  if (!ciphertext || !is_ciphertext(*ciphertext)) return nonsense();
  return std::move(*ciphertext);
}

std::expected<Bytes, KmsError> read_decrypted(int status, std::string_view body) {
  const auto data = data_of(status, body);
  if (!data) return std::unexpected(data.error());
  const auto plain = text_in(*data, "plaintext");
  auto bytes = plain ? base::from_base64(*plain) : std::nullopt;
  if (!bytes) return nonsense();
  return std::move(*bytes);
}

std::expected<std::optional<TransitKey>, KmsError> read_key(int status, std::string_view body) {
  if (status == 404) return std::nullopt;
  const auto data = data_of(status, body);
  if (!data) return std::unexpected(data.error());
  const auto type = text_in(*data, "type");
  if (!type) return nonsense();
  return TransitKey{quotable(*type), flag_in(*data, "exportable"), flag_in(*data, "allow_plaintext_backup"),
                    flag_in(*data, "derived")};
}

}  // namespace wardroom::kms::vault
