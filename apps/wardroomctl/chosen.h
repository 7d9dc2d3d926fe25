// Which workspace a command is about.
#pragma once
#include <string>

#include "server/foundation.h"

namespace wardroom::ctl {

// By its slug; an empty one is the only workspace there is. Throws a sentence otherwise.
workspace::Workspace chosen(server::Foundation& foundation, const std::string& slug);

}  // namespace wardroom::ctl
