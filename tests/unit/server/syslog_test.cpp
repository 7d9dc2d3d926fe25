#include "server/syslog.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/bytes.h"

namespace wardroom::server {
namespace {

audit::FollowedEntry entry() {
  audit::FollowedEntry out;
  out.seq = 7;
  out.text = R"({"seq":7})";
  out.at = *base::from_rfc3339("2026-01-31T12:00:00.123Z");
  out.event = "auth.login";
  out.actor = "usr_1";
  out.address = "192.0.2.7";
  out.request = "req_1";
  out.outcome = "ok";
  return out;
}

TEST(Syslog, IsARfc5424MessageInAnOctetCountedFrame) {
  const auto message = "<110>1 2026-01-31T12:00:00.123Z host.example wardroom " + std::to_string(::getpid()) +
                       " auth.login [wardroom@32473 log=\"wardroom/audit/ws_1\" seq=\"7\" outcome=\"ok\" "
                       "actor=\"usr_1\" address=\"192.0.2.7\" request=\"req_1\"] {\"seq\":7}";
  EXPECT_EQ(syslog_frame(entry(), "wardroom/audit/ws_1", "host.example"),
            std::to_string(message.size()) + " " + message);
}

TEST(Syslog, WhatWasRefusedIsAWarning) {
  auto refused = entry();
  refused.outcome = "refused";
  EXPECT_NE(syslog_frame(refused, "l", "h").find("<108>1 "), std::string::npos);
}

TEST(Syslog, NothingInAnEntryEndsAParameterOrAField) {
  auto odd = entry();
  odd.target = "a\"b]c\\d";
  odd.event = "an event with blanks that is much longer than a field";
  const auto frame = syslog_frame(odd, "l", "two words\x01");
  EXPECT_NE(frame.find(R"(target="a\"b\]c\\d")"), std::string::npos);
  EXPECT_NE(frame.find(" an-event-with-blanks-that-is-muc [wardroom"), std::string::npos);
  EXPECT_NE(frame.find(" two-words- wardroom "), std::string::npos);
  EXPECT_NE(syslog_frame(entry(), "l", "").find(" - wardroom "), std::string::npos);
}

}  // namespace
}  // namespace wardroom::server
