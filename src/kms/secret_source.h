// Where a provider's PIN, token or access key comes from: the spec itself, or a private file read at each use, so that
// an agent may renew it.
#pragma once
#include <expected>
#include <optional>
#include <string>

#include "kms/kms.h"
#include "kms/provider.h"

namespace wardroom::kms {

class SecretSource {
 public:
  // field: its name in the spec, for messages ("vault.token"). ProviderFault unless exactly one is given.
  SecretSource(std::string field, std::optional<SecretValue> value, std::optional<ShortText> file);

  // Without a final newline; no control characters, for it becomes a header or a PIN. Unreachable when the file cannot
  // be used now: that proves nothing about the key.
  std::expected<SecretValue, KmsError> read() const;

 private:
  std::string field_;
  std::optional<SecretValue> value_;
  std::optional<ShortText> file_;
};

}  // namespace wardroom::kms
