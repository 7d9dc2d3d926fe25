// Plain HTTP that only says where HTTPS is: 308 for a request it can read, nothing for all else. Nothing of a request
// but its target and Host is looked at.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "net/loop.h"

namespace wardroom::net {

// The whole answer to a request head; empty when there is none to give.
std::string redirect_answer(std::string_view head, std::uint16_t https_port);

// Takes the socket and lives until it is answered or the time is over.
void serve_redirect(Loop& loop, int fd, std::uint16_t https_port, std::chrono::milliseconds time);

}  // namespace wardroom::net
