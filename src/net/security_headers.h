// The headers every answer carries, whoever made it. Fixed at start; a response may not weaken them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wardroom::net {

struct HeaderPolicy {
  std::vector<std::string> trusted_types;  // names of Trusted Types policies the web client makes; none: 'none'
  std::vector<std::string> style_hashes;   // 'sha256-…' of inline styles a library insists on
};

std::string content_security_policy(const HeaderPolicy& policy);
// "Name: value\r\n" for each header, ready to be copied into a response head.
std::string security_header_block(const HeaderPolicy& policy);
// Whether security_header_block() sets this name.
bool is_security_header(std::string_view name);

}  // namespace wardroom::net
