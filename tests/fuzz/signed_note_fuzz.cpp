// rooms: audit
// Any text as a signed checkpoint.
#include <cstdlib>

#include "audit/checkpoint.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::SigningKey::generate();
  const std::string_view note(reinterpret_cast<const char*>(data), size);
  if (audit::is_signed_by(note, key.public_key())) std::abort();
  static_cast<void>(audit::read_checkpoint(note));
  return 0;
}
