// rooms: crypto
// Any bytes as a stored column: never more than a refusal, and what parses keeps its header.
#include <cstdlib>

#include "crypto/sealed.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::Key::random();
  const base::ByteView input(data, size);
  const crypto::Place place{base::TenantId{}, "t", "c", {}};
  if (crypto::open_bytes(key.view(), input, place)) std::abort();  // nobody guesses a tag
  const auto header = crypto::parse_sealed_header(input);
  if (!header) return 0;
  const auto sealed =
      std::visit([&](const auto& h) { return crypto::seal_bytes(key.view(), h, place, input); }, *header);
  if (crypto::parse_sealed_header(sealed) != header) std::abort();
  const auto opened = crypto::open_bytes(key.view(), sealed, place);
  if (!opened || !std::ranges::equal(*opened, input)) std::abort();
  return 0;
}
