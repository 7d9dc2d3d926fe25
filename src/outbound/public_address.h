// Is this an address of the public internet? What a tenant names must not make the server talk to its own network
// (loopback, private, link-local, cloud metadata). IANA special-purpose registries (RFC 6890 and its updates); when in
// doubt: no.
#pragma once
#include <sys/socket.h>

namespace wardroom::outbound {

bool is_public_address(const sockaddr& address);
bool is_loopback_address(const sockaddr& address);

}  // namespace wardroom::outbound
