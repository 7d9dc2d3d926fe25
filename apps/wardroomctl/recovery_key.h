// The recovery key as commands are given it. Throws a sentence when it is none.
#pragma once
#include <string>

#include "keys/recovery_key.h"

namespace wardroom::ctl {

keys::RecoveryKey read_recovery_key(const std::string& file);  // of mode 0600; empty: a line of the standard input

}  // namespace wardroom::ctl
