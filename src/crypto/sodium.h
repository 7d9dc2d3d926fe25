// Starts libsodium before anything uses it: it finds the processor's features and the page size that Secret relies on.
#pragma once
#include <sodium.h>

#include "base/secret.h"

namespace wardroom::crypto {

inline const bool sodium_started = sodium_init() >= 0;

}  // namespace wardroom::crypto
