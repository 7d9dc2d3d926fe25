// Audit entries as syslog messages (RFC 5424), framed for a stream (RFC 5425, octet counting). Facility "log audit";
// severity informational for what was done, warning for what was refused or failed.
//
//   LENGTH <110>1 TIME HOST wardroom PID EVENT [wardroom@32473 log="…" seq="…" outcome="…" …] ENTRY
//
// ENTRY is the entry as it was hashed, so that whoever collects them can verify the chain. Personal details stay
// sealed.
#pragma once
#include <string>
#include <string_view>

#include "audit/followers.h"

namespace wardroom::server {

std::string syslog_frame(const audit::FollowedEntry& entry, std::string_view log, std::string_view host);

}  // namespace wardroom::server
