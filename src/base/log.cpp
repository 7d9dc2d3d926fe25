#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace wardroom::base {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("wardroom", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *instance;
}

}  // namespace

void set_log_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      logger().set_level(spdlog::level::debug);
      break;
    case LogLevel::info:
      logger().set_level(spdlog::level::info);
      break;
    case LogLevel::warning:
      logger().set_level(spdlog::level::warn);
      break;
    case LogLevel::error:
      logger().set_level(spdlog::level::err);
      break;
  }
}

void log_line(LogLevel level, std::string_view message) {
  const auto text = boost::json::serialize(boost::json::value(message));
  switch (level) {
    case LogLevel::debug:
      logger().debug("{}", text);
      break;
    case LogLevel::info:
      logger().info("{}", text);
      break;
    case LogLevel::warning:
      logger().warn("{}", text);
      break;
    case LogLevel::error:
      logger().error("{}", text);
      break;
  }
}

}  // namespace wardroom::base
