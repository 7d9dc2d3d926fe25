// rooms: kms
// Any bytes as the local KMS's file: what parses asks for no more than the bounds, and does not open.
#include <cstdlib>

#include "kms/local_file.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::Key::random();
  const base::ByteView input(data, size);
  if (kms::open_local_file(input, key)) std::abort();
  const auto header = kms::parse_local_header(input);
  if (!header) return 0;
  if (header->cost.memory_kib > kms::max_unlock_memory_kib || header->cost.passes > kms::max_unlock_passes)
    std::abort();
  const auto file = kms::seal_local_file(*header, key, key);
  if (!std::ranges::equal(base::ByteView(file).first(38), input.first(38))) std::abort();
  if (!kms::open_local_file(file, key)) std::abort();
  return 0;
}
