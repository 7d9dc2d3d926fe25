#include "net/admission.h"

namespace wardroom::net {

bool Admission::enter(const std::string& address, bool exempt) {
  const std::lock_guard lock(mutex_);
  if (total_ >= total_limit_) return false;
  auto& count = by_address_[address];  // there already when the limit is what stops it
  if (!exempt && count >= address_limit_) return false;
  ++count;
  ++total_;
  return true;
}

void Admission::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) return;
  if (--found->second == 0) by_address_.erase(found);
  --total_;
}

}  // namespace wardroom::net
