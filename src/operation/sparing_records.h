// Which audit entries that a stranger can cause at will are worth writing: one a minute for each cause and network, so
// that a flood of them fills no log. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "net/rate_limit.h"

namespace wardroom::operation {

class SparingRecords {
 public:
  // who: a person, a key, or a network (net::network_of), with the workspace where several share one.
  bool worth(std::string_view cause, std::string_view who) {
    constexpr net::Rate once_a_minute{1.0 / 60, 1};
    return written_.take(std::string(cause).append(" ").append(who), once_a_minute).wait.count() == 0;
  }

 private:
  net::RateLimiter written_;
};

}  // namespace wardroom::operation
