// rooms: kms
// Any bytes as a wrapped key: what is decoded is encoded to the same, and nothing opens under another context.
#include <cstdlib>

#include "kms/wrapped_key.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input(data, size);
  const auto decoded = kms::decode_wrapped(input);
  if (decoded && !std::ranges::equal(kms::encode_wrapped(decoded->kind, decoded->payload), input)) std::abort();
  base::Bytes bound(input.begin(), input.end());
  if (kms::unbind_key(bound, base::as_bytes("a context")) && size != kms::bound_key_size) std::abort();
  if (!bound.empty()) std::abort();
  return 0;
}
