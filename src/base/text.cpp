#include "base/text.h"

#include <sodium.h>

namespace wardroom::base {

void wipe_text(std::string& s) { sodium_memzero(s.data(), s.size()); }

}  // namespace wardroom::base
