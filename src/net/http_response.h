// Response heads as bytes. Header names and values that could split a response are left out.
#pragma once
#include <string>

#include "net/http.h"

namespace wardroom::net {

struct ResponseContext {
  std::string_view date;
  std::string_view security_headers;  // ready block
  bool keep_alive = true;
};

std::string response_head(const Response& response, const ResponseContext& context);
bool has_body(int status);  // 1xx, 204 and 304 have none

}  // namespace wardroom::net
