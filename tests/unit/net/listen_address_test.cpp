#include "net/listen_address.h"

#include <gtest/gtest.h>

namespace wardroom::net {
namespace {

TEST(ListenAddress, IsReadAsPeopleWriteIt) {
  const auto is = [](std::string_view text, std::string_view address, std::uint16_t port) {
    const auto read = read_listen_address(text);
    return read && read->address == address && read->port == port;
  };
  EXPECT_TRUE(is("127.0.0.1:8443", "127.0.0.1", 8443));
  EXPECT_TRUE(is("[::]:8443", "::", 8443));
  EXPECT_TRUE(is("localhost:0", "127.0.0.1", 0));
}

TEST(ListenAddress, WhatIsNoneIsRefused) {
  for (const auto* const bad :
       {"", "8443", ":8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "a:-1"}) {
    EXPECT_FALSE(read_listen_address(bad)) << bad;
  }
}

}  // namespace
}  // namespace wardroom::net
