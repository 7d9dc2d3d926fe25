#include "base/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace wardroom::base {
namespace {

std::filesystem::path file_with(std::string_view text, mode_t mode = 0600) {
  // The tests of this file may run at once, each in a process of its own.
  auto path = std::filesystem::path(testing::TempDir()) / ("wardroom_config_test." + std::to_string(::getpid()));
  std::filesystem::remove(path);
  std::ofstream(path) << text;
  ::chmod(path.c_str(), mode);
  return path;
}

const char* nothing(const char*) { return nullptr; }

TEST(Config, EnvironmentOverridesTheFile) {
  Config config(file_with("[server]\nport = 1\nname = 'a'\nhosts = ['x', 'y']\n"),
                [](const char* name) { return std::string_view(name) == "WARDROOM_SERVER_PORT" ? "2" : nullptr; });
  EXPECT_EQ(config.number("server.port", 9, 0, 10), 2);
  EXPECT_EQ(config.text("server.name", ""), "a");
  EXPECT_EQ(config.list("server.hosts"), (std::vector<std::string>{"x", "y"}));
  EXPECT_NO_THROW(config.finish());
}

TEST(Config, RefusesUnknownKeysBadNumbersAndBrokenFiles) {
  Config config(file_with("[server]\nprot = 1\nport = 70000\n"), nothing);
  EXPECT_THROW(config.number("server.port", 9, 0, 65535), ConfigError);
  EXPECT_THROW(config.finish(), ConfigError);
  EXPECT_THROW(Config(file_with("[server\n"), nothing), ConfigError);
  EXPECT_THROW(Config("/nonexistent/wardroom.toml", nothing), ConfigError);
}

TEST(Config, RefusesASecretOthersMayRead) {
  EXPECT_EQ(read_secret_file(file_with("hush\n")), "hush");
  EXPECT_THROW(read_secret_file(file_with("hush\n", 0644)), ConfigError);
}

}  // namespace
}  // namespace wardroom::base
