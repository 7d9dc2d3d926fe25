// The KMS that is a symmetric key of AWS KMS, with the context as encryption context (it appears in CloudTrail: tenant
// id and epoch, nothing else).
#pragma once
#include <memory>

#include "kms/provider.h"

namespace wardroom::kms {

std::unique_ptr<Kms> open_aws(const AwsSpec& spec, const OpenOptions& options);  // throws ProviderFault
// Checks the key; keys are made at AWS, where their policy is. Answers a sentence. Throws ProviderFault.
std::string init_aws(const AwsSpec& spec, const OpenOptions& options);

}  // namespace wardroom::kms
