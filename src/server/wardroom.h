// The server, put together. Every part is made here and handed what it needs; nothing else in the product is global.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "operation/registry.h"
#include "server/settings.h"

namespace wardroom::server {

inline constexpr std::string_view version = WARDROOM_VERSION;

class Wardroom {
 public:
  explicit Wardroom(
      Settings settings);  // throws base::ConfigError, std::runtime_error: sentences for the administrator
  ~Wardroom();
  Wardroom(const Wardroom&) = delete;
  Wardroom& operator=(const Wardroom&) = delete;

  const std::string& url() const;
  // While no workspace exists: the link that makes the first one and its owner. A new one each time.
  std::optional<std::string> setup_link();
  void reload_certificate();
  void stop();  // answers what is under way, then closes everything

  const operation::Registry& operations() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace wardroom::server
