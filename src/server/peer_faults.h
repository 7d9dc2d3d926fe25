// What strangers do at the door that no good client does, in the server's own audit log: at most one entry a minute for
// each kind and network, so that a flood of it fills no log. Any thread; waits for nothing.
#pragma once
#include <string>
#include <string_view>

#include "audit/log.h"
#include "net/http.h"
#include "net/server.h"
#include "operation/sparing_records.h"
#include "store/store.h"

namespace wardroom::server {

class PeerFaults {
 public:
  PeerFaults(store::Store& store, const audit::AuditLog& audit) : store_(store), audit_(audit) {}

  void record(net::PeerFault fault, const std::string& address, std::string_view detail);
  // A path that would lead out of what is served, were it a file's (CWE-22).
  void look_at_path(const net::Request& request);
  void unknown_ticket(const net::Request& request);

 private:
  struct Fault {
    audit::Event event;
    std::string address, target, detail;
  };
  void record(Fault fault);

  store::Store& store_;
  const audit::AuditLog& audit_;
  operation::SparingRecords records_;
};

// Decoded: ".." for a segment, a backslash or a control character, as nothing that is served has in its path.
bool climbs(std::string_view path);

}  // namespace wardroom::server
