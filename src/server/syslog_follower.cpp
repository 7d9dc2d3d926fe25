#include "server/syslog_follower.h"

#include <unistd.h>

#include <array>

#include "server/syslog.h"

namespace wardroom::server {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

}  // namespace

SyslogFollower::SyslogFollower(outbound::TlsStream::Options options)
    : stream_(std::move(options)), host_(host_name()) {}

void SyslogFollower::take(base::TenantId tenant, audit::LogKind kind,
                          const std::vector<audit::FollowedEntry>& entries) {
  const auto log = audit::log_name(tenant, kind);
  std::string frames;
  for (const auto& entry : entries) frames += syslog_frame(entry, log, host_);
  stream_.send(frames);
}

}  // namespace wardroom::server
