// The KMS that is a transit key of HashiCorp Vault or OpenBao: keys are sent there to be encrypted and decrypted, with
// the context as associated data.
#pragma once
#include <memory>

#include "kms/provider.h"

namespace wardroom::kms {

std::unique_ptr<Kms> open_vault(const VaultSpec& spec, const OpenOptions& options);  // throws ProviderFault
// Makes the transit key when there is none; the token needs to be allowed that. Throws ProviderFault.
std::string init_vault(const VaultSpec& spec, const OpenOptions& options);

}  // namespace wardroom::kms
