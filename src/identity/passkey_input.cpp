#include "identity/passkey_input.h"

#include "base/problem.h"

namespace wardroom::identity {

base::Bytes decoded(std::string_view base64url, const std::string& field) {
  auto bytes = base::from_base64url(base64url);
  if (!bytes) throw base::invalid_field(field, "This must be base64url, without padding.");
  return std::move(*bytes);
}

GivenPasskey decoded(const PasskeyAnswer& answer, const std::string& field) {
  return {
      .credential = decoded(answer.credential.value, field + ".credential"),
      .client_data = decoded(answer.client_data.value, field + ".client_data"),
      .authenticator_data = decoded(answer.authenticator_data.value, field + ".authenticator_data"),
      .signature = decoded(answer.signature.value, field + ".signature"),
      .user_handle = answer.user_handle ? decoded(answer.user_handle->value, field + ".user_handle") : base::Bytes()};
}

}  // namespace wardroom::identity
