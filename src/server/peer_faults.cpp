#include "server/peer_faults.h"

#include <algorithm>

#include "base/printable.h"
#include "net/peer_address.h"

namespace wardroom::server {
namespace {

constexpr std::size_t longest_target = 100;

audit::Event event_of(net::PeerFault fault) {
  switch (fault) {
    case net::PeerFault::plaintext:
      return "protocol.plaintext";
    case net::PeerFault::tls:
      return "protocol.tls_failed";
    case net::PeerFault::malformed:
      return "protocol.malformed";
    case net::PeerFault::address:
      break;
  }
  return "protocol.address_claimed";
}

}  // namespace

bool climbs(std::string_view path) {
  const auto odd = [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; };
  if (std::ranges::any_of(path, odd)) return true;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    if (path.substr(at, end - at) == "..") return true;
    at = end + 1;
  }
  return false;
}

void PeerFaults::record(net::PeerFault fault, const std::string& address, std::string_view detail) {
  record({.event = event_of(fault), .address = address, .target = {}, .detail = std::string(detail)});
}

void PeerFaults::look_at_path(const net::Request& request) {
  if (!climbs(request.path)) return;
  record({.event = "protocol.path_refused",
          .address = request.address,
          .target = base::printable(request.path, longest_target),
          .detail = {}});
}

void PeerFaults::unknown_ticket(const net::Request& request) {
  record({.event = "access.token_refused",
          .address = request.address,
          .target = base::printable(request.path, longest_target),
          .detail = {}});
}

void PeerFaults::record(Fault fault) {
  if (!records_.worth(fault.event.name(), net::network_of(fault.address))) return;
  store_.write(
      base::platform_tenant,
      [this, fault = std::move(fault)](store::TenantTxn& txn) {
        audit_.append(txn, {.event = fault.event,
                            .target = fault.target,
                            .address = fault.address,
                            .outcome = "refused",
                            .detail = fault.detail});
      },
      [](std::exception_ptr) {});
}

}  // namespace wardroom::server
