// rooms: keys
// Any bytes as a keyring, with their checksum made right so that the records are reached.
#include <cstdlib>

#include "crypto/hash.h"
#include "keys/keyring.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::Bytes file(data, data + size);
  static_cast<void>(keys::decode_keyring(file));
  base::append(file, crypto::sha256(base::ByteView(file)));
  const auto keyring = keys::decode_keyring(file);
  if (keyring && keys::decode_keyring(keys::encode_keyring(*keyring)) != keyring) std::abort();
  return 0;
}
