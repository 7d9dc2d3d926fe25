#include "crypto/random.h"

#include "crypto/sodium.h"

namespace wardroom::crypto {

base::Bytes random_bytes(std::size_t size) {
  base::Bytes out(size);
  if (size > 0) randombytes_buf(out.data(), out.size());
  return out;
}

std::string random_token() {
  auto bytes = random_bytes(32);
  auto token = base::to_base64url(bytes);
  base::wipe(bytes);
  return token;
}

}  // namespace wardroom::crypto
