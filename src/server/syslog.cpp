#include "server/syslog.h"

#include <fmt/format.h>
#include <unistd.h>

namespace wardroom::server {
namespace {

constexpr int log_audit = 13 << 3;
constexpr int warning = 4;
constexpr int informational = 6;
constexpr std::size_t max_message_id = 32;  // section 6.2.7
constexpr std::size_t max_host = 255;       // section 6.2.4

// Section 6.3.3: what would end a parameter's value.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == ']') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

// Header fields are of printing ASCII without blanks.
std::string field(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) out.push_back(c > 0x20 && c < 0x7f ? c : '-');
  return out.empty() ? "-" : out;
}

}  // namespace

std::string syslog_frame(const audit::FollowedEntry& entry, std::string_view log, std::string_view host) {
  std::string data = "[wardroom@32473";
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) data += fmt::format(" {}=\"{}\"", name, escaped(value));
  };
  add("log", log);
  add("seq", std::to_string(entry.seq));
  add("outcome", entry.outcome);
  add("actor", entry.actor);
  add("target", entry.target);
  add("address", entry.address);
  add("request", entry.request);
  add("session", entry.session);
  const auto severity = entry.outcome == "ok" ? informational : warning;
  const auto message =
      fmt::format("<{}>1 {} {} wardroom {} {} {}] {}", log_audit + severity, base::to_rfc3339(entry.at),
                  field(host, max_host), ::getpid(), field(entry.event, max_message_id), data, entry.text);
  return fmt::format("{} {}", message.size(), message);
}

}  // namespace wardroom::server
