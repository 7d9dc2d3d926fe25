// The network room alone in a process of its own, to know what fan-out and idle connections cost before any chat.
#pragma once
#include <filesystem>

#include "client/tls_stream.h"
#include "process.h"

namespace wardroom::bench {

class FloorServer {
 public:
  FloorServer();
  client::ServerAddress address() const { return address_; }
  pid_t pid() const { return child_.pid(); }

 private:
  Child child_;
  client::ServerAddress address_;
};

}  // namespace wardroom::bench
