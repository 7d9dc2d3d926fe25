// Which KMS, and how to reach it, as a value: read from settings for the server's own root key, or stored (sealed, it
// holds secrets) for a tenant that brings its own. Member names are those of the settings: `vault.url` is
// kms.vault.url. Secrets may stand in the value or in a file of mode 0600 (…_file), which is read again at each use, so
// that an agent may renew it. Files and modules are for the server's administrator alone: see unfit_for_tenant.
#pragma once
#include <boost/describe.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "kms/kms.h"
#include "outbound/https.h"

namespace wardroom::kms {

using ShortText = base::Text<1, 512>;
using SecretValue = base::SecretText<1, 8192>;

enum class Provider { local, pkcs11, vault, aws };
BOOST_DESCRIBE_ENUM(Provider, local, pkcs11, vault, aws)

struct LocalSpec {
  ShortText file;                     // the sealed root key: root.kms in the data directory
  std::optional<ShortText> key_file;  // 32 bytes; unlocks the file unless there is a passphrase
  std::optional<SecretValue> passphrase;
  std::optional<ShortText> passphrase_file;
  bool operator==(const LocalSpec&) const = default;
};
BOOST_DESCRIBE_STRUCT(LocalSpec, (), (file, key_file, passphrase, passphrase_file))

struct Pkcs11Spec {
  ShortText module;                    // path of the shared library: loaded into this process
  ShortText token;                     // the token's label
  std::optional<ShortText> key;        // the key's label; default wardroom-root
  std::optional<ShortText> mechanism;  // kwp, gcm or hmac; default: the first of these that the token offers
  std::optional<SecretValue> pin;
  std::optional<ShortText> pin_file;
  bool operator==(const Pkcs11Spec&) const = default;
};
BOOST_DESCRIBE_STRUCT(Pkcs11Spec, (), (module, token, key, mechanism, pin, pin_file))

struct VaultSpec {
  ShortText url;                        // https://vault.example.org:8200
  std::optional<ShortText> mount;       // of the transit engine; default transit
  ShortText key;                        // a transit key of type aes256-gcm96
  std::optional<ShortText> namespace_;  // X-Vault-Namespace
  std::optional<SecretValue> token;
  std::optional<ShortText> token_file;
  std::optional<base::Text<1, 65536>> ca;  // PEM; default: the system's authorities
  std::optional<ShortText> ca_file;
  bool operator==(const VaultSpec&) const = default;
};
BOOST_DESCRIBE_STRUCT(VaultSpec, (), (url, mount, key, namespace_, token, token_file, ca, ca_file))

struct AwsSpec {
  ShortText region;  // eu-central-1
  ShortText key;     // key id, ARN or alias/NAME
  ShortText access_key_id;
  std::optional<SecretValue> secret_access_key;
  std::optional<ShortText> secret_access_key_file;
  std::optional<SecretValue> session_token;
  std::optional<ShortText> session_token_file;
  std::optional<ShortText> endpoint;  // default https://kms.REGION.amazonaws.com
  std::optional<base::Text<1, 65536>> ca;
  std::optional<ShortText> ca_file;
  bool operator==(const AwsSpec&) const = default;
};
BOOST_DESCRIBE_STRUCT(AwsSpec, (),
                      (region, key, access_key_id, secret_access_key, secret_access_key_file, session_token,
                       session_token_file, endpoint, ca, ca_file))

struct ProviderSpec {
  Provider provider = Provider::local;
  std::optional<LocalSpec> local;  // the one that `provider` names must be there; others are ignored
  std::optional<Pkcs11Spec> pkcs11;
  std::optional<VaultSpec> vault;
  std::optional<AwsSpec> aws;
  bool operator==(const ProviderSpec&) const = default;
};
BOOST_DESCRIBE_STRUCT(ProviderSpec, (), (provider, local, pkcs11, vault, aws))

// The spec cannot be used. what() is a sentence that begins with the field ("vault.url: …").
struct ProviderFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using outbound::Reach;

struct OpenOptions {
  Reach reach = Reach::anywhere;
  std::chrono::milliseconds attempt{3'000};  // one try
  std::chrono::milliseconds total{10'000};   // a call with all its tries: no caller waits longer
};

// Checks the spec and makes the Kms, with time-outs, retries and circuit breaker around it. Vault, AWS and tokens are
// asked at the first call, not here: health() tells whether they answer. Throws ProviderFault.
std::unique_ptr<Kms> open_provider(const ProviderSpec& spec, const OpenOptions& options = {});

// Makes the root key where it is missing; never replaces one. Answers a sentence of what was done. Throws
// ProviderFault.
std::string init_provider(const ProviderSpec& spec, const OpenOptions& options = {});

// Why a tenant may not bring this (a sentence that begins with the field): it names a file, a module or a local KMS of
// the server's machine. Open what is fit with Reach::public_addresses.
std::optional<std::string> unfit_for_tenant(const ProviderSpec& spec);

}  // namespace wardroom::kms
