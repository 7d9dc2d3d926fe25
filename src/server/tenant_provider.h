// The KMS that a workspace brings, as it is kept (sealed) and as it is shown: what is shown never holds a secret.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "keys/key_store.h"
#include "kms/provider.h"

namespace wardroom::server {

// Who chose it decides what it may reach: an owner nothing of the server's own machine and network.
enum class ChosenBy { workspace, administrator };
BOOST_DESCRIBE_ENUM(ChosenBy, workspace, administrator)

struct TenantProvider {
  ChosenBy chosen_by = ChosenBy::workspace;
  kms::ProviderSpec spec;
};
BOOST_DESCRIBE_STRUCT(TenantProvider, (), (chosen_by, spec))

struct ShownProvider {
  std::string provider = "platform";            // platform, pkcs11, vault, aws, local
  std::map<std::string, std::string> settings;  // "vault.url" -> "https://…"
  std::vector<std::string> secrets_set;         // "vault.token"
};

std::string spec_text(const TenantProvider& provider);  // holds secrets: wipe it
TenantProvider read_spec(std::string_view text);
ShownProvider shown(const kms::ProviderSpec& spec);
std::string summary(const ShownProvider& provider);  // one line for the audit log

// private_networks: whether owners may choose key services at private addresses.
keys::KeyStore::OpenProvider provider_opener(bool private_networks);

}  // namespace wardroom::server
