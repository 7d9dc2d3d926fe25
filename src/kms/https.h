// outbound/https.h as a KMS's client wants it: an address that is no good is a fault of the spec, silence means that
// the key service cannot be reached.
#pragma once
#include "kms/kms.h"
#include "kms/provider.h"
#include "outbound/https.h"

namespace wardroom::kms {

using outbound::HttpsAnswer;

class Https {
 public:
  using Options = outbound::Https::Options;
  // field: of the spec, for messages. Throws ProviderFault.
  Https(const std::string& field, const std::string& url, Options options);

  std::expected<HttpsAnswer, KmsError> post(const std::string& path, const std::vector<std::string>& headers,
                                            const std::string& body) const;
  std::expected<HttpsAnswer, KmsError> get(const std::string& path, const std::vector<std::string>& headers) const;

  const std::string& url() const { return https_.url(); }
  const std::string& host() const { return https_.host(); }

 private:
  outbound::Https https_;
};

}  // namespace wardroom::kms
