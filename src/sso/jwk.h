// Does this key of a key set (JWK, RFC 7517) verify this signature (RFC 7518: RS256, PS256, ES256)? Keys and signatures
// are untrusted: RSA of 2048 to 8192 bits, P-256, everything else verifies nothing. Any thread.
#pragma once
#include <boost/json/object.hpp>
#include <string_view>

#include "base/bytes.h"

namespace wardroom::sso {

bool verifies(const boost::json::object& key, std::string_view algorithm, std::string_view signed_text,
              base::ByteView signature);

}  // namespace wardroom::sso
