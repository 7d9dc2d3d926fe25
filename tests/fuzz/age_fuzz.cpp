// rooms: crypto
// The input as an age file for a key that is known: it opens or is refused. The same bytes as a text, sealed, open to
// what they were.
#include <cstdlib>

#include "crypto/age.h"

using namespace wardroom;

namespace {

crypto::AgeReader::Source source_of(base::ByteView bytes) {
  return [bytes](std::span<std::uint8_t> out) mutable {
    const auto count = std::min(out.size(), bytes.size());
    std::copy_n(bytes.begin(), count, out.begin());
    bytes = bytes.subspan(count);
    return count;
  };
}

base::Bytes opened(const std::vector<crypto::AgeIdentity>& identities, base::ByteView file) {
  crypto::AgeReader reader(identities, source_of(file));
  base::Bytes out(file.size());
  out.resize(reader.read(out));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input(data, size);
  const base::Bytes scalar(32, 0x42);
  std::vector<crypto::AgeIdentity> identities;
  identities.push_back(crypto::AgeIdentity::of(crypto::Key(base::ByteView(scalar).first<32>())));
  try {
    opened(identities, input);
  } catch (const crypto::AgeFault&) {
  }
  base::Bytes sealed;
  crypto::AgeWriter writer({identities.front().recipient()},
                           [&sealed](base::ByteView bytes) { base::append(sealed, bytes); });
  writer.write(input);
  writer.finish();
  if (!std::ranges::equal(opened(identities, sealed), input)) std::abort();
  return 0;
}
