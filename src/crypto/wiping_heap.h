// OpenSSL's own buffers (TLS records among them), wiped as base/wiping_heap.h says.
#pragma once

namespace wardroom::crypto {

// First thing in a program, before OpenSSL allocates anything. False: it has, and goes on as before.
bool use_wiping_heap();

}  // namespace wardroom::crypto
