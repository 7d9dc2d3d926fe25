// Who is online, and who is typing. Kept in memory only, told coalesced, dropped first. Any thread.
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chat/model.h"

namespace wardroom::chat {

class Presence {
 public:
  void connected(base::TenantId tenant, UserId user);
  void disconnected(base::TenantId tenant, UserId user);
  void set(base::TenantId tenant, UserId user, Status status);  // online or away, while connected
  std::vector<UserPresence> list(base::TenantId tenant) const;

  // What changed since the last call; of each tenant so many that changes times connections stay under `frames`.
  std::vector<std::pair<base::TenantId, UserPresence>> take_changes(std::size_t frames);

  // False when this was told less than two seconds ago.
  bool may_tell_typing(ChannelId channel, UserId user);

 private:
  using Clock = std::chrono::steady_clock;
  struct Person {
    int connections = 0;
    Status status = Status::online;
    Status told = Status::offline;
  };
  struct Tenant {
    std::unordered_map<UserId, Person> people;
    std::size_t connections = 0;
  };
  static Status seen(const Person& person) { return person.connections > 0 ? person.status : Status::offline; }

  mutable std::mutex mutex_;
  std::unordered_map<base::TenantId, Tenant> tenants_;
  std::map<std::pair<ChannelId, UserId>, Clock::time_point> typing_;
};

}  // namespace wardroom::chat
