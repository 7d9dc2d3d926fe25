#include "kms/provider.h"

#include <fmt/format.h>

#include <filesystem>

#include "kms/aws.h"
#include "kms/durable_file.h"
#include "kms/local.h"
#include "kms/pkcs11.h"
#include "kms/resilient.h"
#include "kms/secret_source.h"
#include "kms/vault.h"

namespace wardroom::kms {
namespace {

template <class Spec>
const Spec& chosen(const std::optional<Spec>& spec, const char* name) {
  if (!spec) throw ProviderFault(fmt::format("{}: is missing; the provider is {}", name, name));
  return *spec;
}

// What unlocks the local file; the passphrase is kept where Unlock points to.
Unlock unlock_of(const LocalSpec& spec, SecretValue& passphrase) {
  if (spec.passphrase || spec.passphrase_file) {
    const auto given = SecretSource("local.passphrase", spec.passphrase, spec.passphrase_file).read();
    if (!given) throw ProviderFault("local: " + given.error().reason);
    passphrase = *given;
    return Passphrase{passphrase.value};
  }
  if (!spec.key_file) throw ProviderFault("local.key_file: is missing; give it or local.passphrase_file");
  return KeyFile{spec.key_file->value};
}

template <class T>
T or_fault(std::expected<T, LocalKmsError> result) {
  if (!result) throw ProviderFault("local: " + result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::unique_ptr<Kms> open_local(const LocalSpec& spec) {
  SecretValue passphrase;
  return or_fault(open_local_kms(spec.file.value, unlock_of(spec, passphrase)));
}

std::string init_local(const LocalSpec& spec) {
  if (std::filesystem::exists(spec.file.value)) {
    open_local(spec);
    return fmt::format("{} is there already and opens; nothing was changed", spec.file.value);
  }
  std::string made;
  const bool by_file = !spec.passphrase && !spec.passphrase_file && spec.key_file;
  if (by_file && !std::filesystem::exists(spec.key_file->value)) {
    or_fault(create_key_file(spec.key_file->value));
    made = fmt::format("made the key file {}; keep a copy of it apart from the data. ", spec.key_file->value);
  }
  SecretValue passphrase;
  or_fault(create_local_kms(spec.file.value, unlock_of(spec, passphrase)));
  return made + "made the root key in " + spec.file.value;
}

std::unique_ptr<Kms> bare(const ProviderSpec& spec, const OpenOptions& options) {
  switch (spec.provider) {
    case Provider::pkcs11:
      return open_pkcs11(chosen(spec.pkcs11, "pkcs11"));
    case Provider::vault:
      return open_vault(chosen(spec.vault, "vault"), options);
    case Provider::aws:
      return open_aws(chosen(spec.aws, "aws"), options);
    case Provider::local:
      break;
  }
  return open_local(chosen(spec.local, "local"));
}

}  // namespace

std::unique_ptr<Kms> open_provider(const ProviderSpec& spec, const OpenOptions& options) {
  auto kms = bare(spec, options);
  if (spec.provider == Provider::local) return kms;  // a key in memory: nothing to wait for
  return make_resilient(std::move(kms), {.attempt = options.attempt, .total = options.total});
}

std::string init_provider(const ProviderSpec& spec, const OpenOptions& options) {
  switch (spec.provider) {
    case Provider::pkcs11:
      return init_pkcs11(chosen(spec.pkcs11, "pkcs11"));
    case Provider::vault:
      return init_vault(chosen(spec.vault, "vault"), options);
    case Provider::aws:
      return init_aws(chosen(spec.aws, "aws"), options);
    case Provider::local:
      break;
  }
  return init_local(chosen(spec.local, "local"));
}

std::optional<std::string> unfit_for_tenant(const ProviderSpec& spec) {
  if (spec.provider == Provider::local || spec.provider == Provider::pkcs11) {
    return "provider: a tenant may bring a key of vault or aws";
  }
  const auto names_file = [](const auto& file) { return file.has_value(); };
  if (spec.provider == Provider::vault) {
    if (!spec.vault) return "vault: is missing; the provider is vault";
    if (names_file(spec.vault->token_file)) return "vault.token_file: a tenant cannot name files; give vault.token";
    if (names_file(spec.vault->ca_file)) return "vault.ca_file: a tenant cannot name files; give vault.ca";
    return std::nullopt;
  }
  if (!spec.aws) return "aws: is missing; the provider is aws";
  if (names_file(spec.aws->secret_access_key_file)) {
    return "aws.secret_access_key_file: a tenant cannot name files; give aws.secret_access_key";
  }
  if (names_file(spec.aws->session_token_file)) {
    return "aws.session_token_file: a tenant cannot name files; give aws.session_token";
  }
  if (names_file(spec.aws->ca_file)) return "aws.ca_file: a tenant cannot name files; give aws.ca";
  return std::nullopt;
}

}  // namespace wardroom::kms
