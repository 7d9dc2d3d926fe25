// The KMS that is a PKCS#11 token: an HSM, a smart card, a TPM 2.0 (tpm2-pkcs11), a cloud's HSM. The root key never
// leaves it. A token that was taken away is looked for again at each call. Calls into a module cannot be ended from
// outside: wrap this in resilient.h.
#pragma once
#include <memory>

#include "kms/provider.h"

namespace wardroom::kms {

std::unique_ptr<Kms> open_pkcs11(const Pkcs11Spec& spec);  // throws ProviderFault; does not log in yet

// Makes the key when the token has none of that label. Answers a sentence of what was done. Throws ProviderFault.
std::string init_pkcs11(const Pkcs11Spec& spec);

}  // namespace wardroom::kms
