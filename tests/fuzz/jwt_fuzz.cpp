// rooms: crypto
// The input as a whole token, and as a payload with a good signature (what a stolen signing key could reach).
#include <cstdlib>

#include "crypto/jwt.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::SigningKey::generate();
  static const std::vector<crypto::VerifyingKey> keys{{crypto::key_id(key.public_key()), key.public_key()}};
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (crypto::verify_access_token(input, keys, "iss", "aud", 100)) std::abort();

  const auto header = R"({"alg":"EdDSA","kid":")" + keys[0].kid + R"(","typ":"at+jwt"})";
  auto token = base::to_base64url(base::as_bytes(header)) + "." + base::to_base64url(base::as_bytes(input));
  token += "." + base::to_base64url(key.sign(base::as_bytes(token)));
  const auto claims = crypto::verify_access_token(token, keys, "iss", "aud", 100);
  // Whatever is accepted is what we would have written ourselves.
  if (claims && crypto::sign_access_token(key, keys[0].kid, *claims) != token) std::abort();
  return 0;
}
