#include "kms/vault.h"

#include <fmt/format.h>

#include <algorithm>

#include "kms/https.h"
#include "kms/secret_source.h"
#include "kms/vault_wire.h"
#include "kms/wrapped_key.h"

namespace wardroom::kms {
namespace {

using base::Bytes;
using base::ByteView;

// Of a path's segment: so that a name cannot lead to another endpoint.
bool is_name(std::string_view text, bool slashes) {
  return !text.empty() && !text.starts_with('/') && !text.ends_with('/') && !text.contains("..") &&
         !text.contains("//") && std::ranges::all_of(text, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.' || (slashes && c == '/');
         });
}

std::string checked_name(const std::string& field, const std::string& text, bool slashes) {
  if (!is_name(text, slashes)) throw ProviderFault(field + ": use letters, digits, '-', '_' and '.'");
  return text;
}

std::optional<std::string> text_of(const auto& field) {
  if (!field) return std::nullopt;
  return field->value;
}

// A client of one transit key.
class Transit {
 public:
  Transit(const VaultSpec& spec, const OpenOptions& options)
      : https_("vault.url", spec.url.value, {text_of(spec.ca), text_of(spec.ca_file), options.reach, options.attempt}),
        mount_(checked_name("vault.mount", spec.mount ? spec.mount->value : "transit", true)),
        key_(checked_name("vault.key", spec.key.value, false)),
        token_("vault.token", spec.token, spec.token_file) {
    if (spec.namespace_) {
      namespace_ = checked_name("vault.namespace", spec.namespace_->value, true);
    }
  }

  std::expected<HttpsAnswer, KmsError> post(const std::string& deed, std::string body) const {
    const auto headers = request_headers();
    if (!headers) return std::unexpected(headers.error());
    auto answer = https_.post(fmt::format("/v1/{}/{}/{}", mount_, deed, key_), *headers, body);
    base::wipe(body);
    return answer;
  }
  std::expected<HttpsAnswer, KmsError> get_key() const {
    const auto headers = request_headers();
    if (!headers) return std::unexpected(headers.error());
    return https_.get(fmt::format("/v1/{}/keys/{}", mount_, key_), *headers);
  }
  std::string describe() const { return fmt::format("Vault {}, transit key {}/{}", https_.url(), mount_, key_); }

 private:
  std::expected<std::vector<std::string>, KmsError> request_headers() const {
    const auto token = token_.read();
    if (!token) return std::unexpected(token.error());
    std::vector<std::string> headers{"Content-Type: application/json", "X-Vault-Request: true",
                                     "X-Vault-Token: " + token->value};
    if (namespace_) headers.push_back("X-Vault-Namespace: " + *namespace_);
    return headers;
  }

  Https https_;
  std::string mount_;
  std::string key_;
  std::optional<std::string> namespace_;
  SecretSource token_;
};

class VaultKms final : public Kms {
 public:
  VaultKms(const VaultSpec& spec, const OpenOptions& options) : transit_(spec, options) {}

  Bytes wrap(const Key& key, ByteView context) override {
    const auto answer = transit_.post("encrypt", vault::encrypt_request(bind_key(key, context).view(), context));
    if (!answer) throw KmsFault(answer.error());
    const auto ciphertext = vault::read_encrypted(answer->status, answer->body);
    if (!ciphertext) throw KmsFault(ciphertext.error());
    return encode_wrapped(WrapKind::vault, base::as_bytes(*ciphertext));
  }

  std::expected<Key, KmsError> unwrap(ByteView wrapped, ByteView context) override {
    const auto payload = payload_of(WrapKind::vault, wrapped);
    if (!payload) return std::unexpected(payload.error());
    const auto ciphertext = base::as_text(*payload);
    if (!vault::is_ciphertext(ciphertext)) {
      return std::unexpected(
          KmsError(KmsError::refused, "the wrapped key is damaged: restore the keyring from a backup"));
    }
    auto answer = transit_.post("decrypt", vault::decrypt_request(ciphertext, context));
    if (!answer) return std::unexpected(answer.error());
    auto bound = vault::read_decrypted(answer->status, answer->body);
    base::wipe(answer->body);
    if (!bound) return std::unexpected(bound.error());
    return unbind_key(*bound, context);
  }

  std::string describe() const override { return transit_.describe(); }

 private:
  Transit transit_;
};

template <class T>
T or_fault(std::expected<T, KmsError> result) {
  if (!result) throw ProviderFault("vault: " + result.error().reason);
  return std::move(*result);
}

}  // namespace

std::unique_ptr<Kms> open_vault(const VaultSpec& spec, const OpenOptions& options) {
  return std::make_unique<VaultKms>(spec, options);
}

std::string init_vault(const VaultSpec& spec, const OpenOptions& options) {
  const Transit transit(spec, options);
  const auto looked = or_fault(transit.get_key());
  const auto there = or_fault(vault::read_key(looked.status, looked.body));
  if (there) {
    if (there->type != "aes256-gcm96") {
      throw ProviderFault("vault.key: is of type " + there->type + "; use one of type aes256-gcm96");
    }
    if (there->derived) throw ProviderFault("vault.key: is a derived key; use one that is not");
    if (there->exportable || there->plaintext_backup) {
      throw ProviderFault("vault.key: can be exported from Vault; use one that cannot");
    }
    return transit.describe() + " is there already; nothing was changed";
  }
  const auto made = or_fault(transit.post("keys", vault::create_key_request()));
  if (made.status != 200 && made.status != 204) or_fault(vault::read_key(made.status, made.body));
  return "made " + transit.describe() + "; it cannot be exported";
}

}  // namespace wardroom::kms
