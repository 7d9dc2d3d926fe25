// Which tenants have messages that wait for the search index. Any thread.
#pragma once
#include <mutex>
#include <set>
#include <utility>

#include "base/id.h"

namespace wardroom::chat {

class IndexQueue {
 public:
  void add(base::TenantId tenant) {
    const std::scoped_lock lock(mutex_);
    tenants_.insert(tenant);
  }
  std::set<base::TenantId> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(tenants_, {});
  }

 private:
  std::mutex mutex_;
  std::set<base::TenantId> tenants_;
};

}  // namespace wardroom::chat
