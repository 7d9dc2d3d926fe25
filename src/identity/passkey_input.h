// What a browser answers with a passkey, as it travels: every part in base64url, bounded.
#pragma once
#include <boost/describe/class.hpp>

#include "base/text.h"
#include "identity/passkeys.h"

namespace wardroom::identity {

struct PasskeyAnswer {
  base::Text<1, 1400> credential;  // its id: up to 1023 bytes
  base::Text<1, 8192> client_data;
  base::Text<1, 4096> authenticator_data;
  base::Text<1, 2048> signature;
  std::optional<base::Text<1, 128>> user_handle;
};
BOOST_DESCRIBE_STRUCT(PasskeyAnswer, (), (credential, client_data, authenticator_data, signature, user_handle))

// Problem 422 at `field`.
base::Bytes decoded(std::string_view base64url, const std::string& field);
GivenPasskey decoded(const PasskeyAnswer& answer, const std::string& field);

}  // namespace wardroom::identity
