// Wrapped roots on their way from one KMS to another, and the sealed text that says which KMS a tenant brings. Used by
// KeyStore. The functions that take a Kms call it and may block.
#pragma once
#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "keys/keyring.h"
#include "keys/tenant_keys.h"
#include "kms/kms.h"

namespace wardroom::keys {

// All of them, or why not.
std::expected<std::map<std::uint32_t, Key>, kms::KmsError> unwrap_roots(kms::Kms& kms, base::TenantId tenant,
                                                                        const Epochs& epochs);
// Each was given back by the KMS once. Problem 422 otherwise.
Epochs wrap_and_prove(kms::Kms& kms, base::TenantId tenant, const std::map<std::uint32_t, Key>& roots);
// What was asked to be the tenant's KMS does not do: Problem 422.
base::Problem provider_problem(const kms::KmsError& error);

base::Bytes seal_spec(const TenantKeys& platform, base::TenantId tenant, std::string_view spec);
std::expected<std::string, Refused> open_spec(const TenantKeys& platform, base::TenantId tenant, base::ByteView sealed);
// Seals every tenant's anew, under the platform's newest epoch.
void reseal_specs(const TenantKeys& platform, Keyring& keyring);

}  // namespace wardroom::keys
