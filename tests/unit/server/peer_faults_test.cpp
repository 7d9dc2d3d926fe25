#include "server/peer_faults.h"

#include <gtest/gtest.h>

namespace wardroom::server {
namespace {

TEST(PeerFaults, PathsThatClimbAreTold) {
  using namespace std::string_view_literals;
  for (const auto path :
       {"/.."sv, "/../x"sv, "/a/../b"sv, ".."sv, "/a/.."sv, "/a\\b"sv, "/\0"sv, "/a\nb"sv, "/\x7f"sv}) {
    EXPECT_TRUE(climbs(path)) << path;
  }
}

TEST(PeerFaults, OthersAreNot) {
  for (const auto* const path :
       {"", "/", "//", "/...", "/a..b/..c", "/.well-known/jwks.json", "/assets/a-1.2.js", "/ä b"}) {
    EXPECT_FALSE(climbs(path)) << path;
  }
}

}  // namespace
}  // namespace wardroom::server
