// rooms: crypto
// Any text as a stored password hash: refused before memory or time is spent beyond the bounds.
#include <cstdlib>

#include "crypto/password.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view phc(reinterpret_cast<const char*>(data), size);
  // A hash that parses may ask for a gigabyte: leave those to the unit tests.
  if (phc.find("m=") != std::string_view::npos && phc.find("m=8,") == std::string_view::npos) return 0;
  if (crypto::verify_password(phc, "", {.memory_kib = 8, .passes = 1}).ok) std::abort();
  return 0;
}
