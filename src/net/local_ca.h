// A certificate authority of one's own, for a server that has no public certificate: made at first start, kept in one
// directory, trusted by clients through its ca.pem.
//
//   <dir>/ca.pem  ca.key  server.pem (leaf, then CA)  server.key      keys 0600, ECDSA P-256
//
// The server certificate is for localhost, the machine's name, 127.0.0.1, ::1 and the extra names; it is issued again
// when it ends within 30 days or when the names changed.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "net/tls.h"

namespace wardroom::net {

struct LocalCa {
  std::filesystem::path authority;    // ca.pem
  std::filesystem::path certificate;  // server.pem
  std::filesystem::path private_key;  // server.key
  bool issued = false;                // a new server certificate was written now
};

// extra_names: DNS names or IP addresses. Throws std::runtime_error that says what to do.
LocalCa ensure_local_ca(const std::filesystem::path& dir, const std::vector<std::string>& extra_names);

}  // namespace wardroom::net
