// Bulk (RFC 7644 section 3.7): many requests in one, each in a transaction of its own. What refers to another by its
// bulkId waits until that one is made.
#pragma once
#include <functional>

#include "scim/requests.h"

namespace wardroom::scim {

// `run` answers one request; what it throws becomes that operation's error. Problem 400, 413 for the message itself.
boost::json::object run_bulk(const boost::json::value& body, const std::string& base_url,
                             const std::function<Reply(const Asked&)>& run);

}  // namespace wardroom::scim
