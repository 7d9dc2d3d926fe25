// Which foreign web pages may use the API from a browser (Fetch standard, section 3.2): none, but for an allow-list.
// Never with credentials: a page of another origin brings a token of its own, the refresh cookie is not for it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace wardroom::server {

class Cors {
 public:
  Cors() = default;
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  // The answer to a preflight of an allowed page; none: this is something else.
  std::optional<net::Response> preflight(const net::Request& request) const;
  // Adds to the answer what lets an allowed page read it.
  void allow(std::string_view origin, net::Response& response) const;
  bool allows(std::string_view origin) const;

 private:
  std::vector<std::string> origins_;
};

// Whether this is an origin as browsers send it: scheme, host in small letters, and a port unless it is the scheme's
// own (443, 80), which they leave out.
bool is_origin(std::string_view text);

}  // namespace wardroom::server
