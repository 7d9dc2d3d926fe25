// What /.well-known/wardroom-identity answers: the chain of the server's identity keys, kept in memory for the
// network's threads and read again now and then, as another process may rotate it.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "server/custody.h"

namespace wardroom::server {

class PublicIdentity {
 public:
  explicit PublicIdentity(const Custody& custody) : custody_(custody) { refresh(); }

  std::string json() const {
    const std::lock_guard lock(mutex_);
    return json_;
  }
  void refresh() {  // waits for the store
    auto json = custody_.identity_json();
    const std::lock_guard lock(mutex_);
    json_ = std::move(json);
  }

 private:
  const Custody& custody_;
  mutable std::mutex mutex_;
  std::string json_;
};

}  // namespace wardroom::server
