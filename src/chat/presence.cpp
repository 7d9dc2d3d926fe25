#include "chat/presence.h"

#include <algorithm>

namespace wardroom::chat {
namespace {

constexpr std::chrono::seconds typing_interval{2};
constexpr std::size_t typing_remembered = 10'000;

}  // namespace

void Presence::connected(base::TenantId tenant, UserId user) {
  const std::lock_guard lock(mutex_);
  auto& state = tenants_[tenant];
  ++state.connections;
  auto& person = state.people[user];
  if (person.connections++ == 0) person.status = Status::online;
}

void Presence::disconnected(base::TenantId tenant, UserId user) {
  const std::lock_guard lock(mutex_);
  auto& state = tenants_[tenant];
  --state.connections;
  --state.people[user].connections;
}

void Presence::set(base::TenantId tenant, UserId user, Status status) {
  const std::lock_guard lock(mutex_);
  const auto at = tenants_.find(tenant);
  if (at == tenants_.end()) return;
  const auto person = at->second.people.find(user);
  if (person != at->second.people.end()) person->second.status = status;
}

std::vector<UserPresence> Presence::list(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  std::vector<UserPresence> out;
  const auto at = tenants_.find(tenant);
  if (at == tenants_.end()) return out;
  for (const auto& [user, person] : at->second.people) {
    if (person.connections > 0) out.push_back({user, person.status});
  }
  return out;
}

std::vector<std::pair<base::TenantId, UserPresence>> Presence::take_changes(std::size_t frames) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<base::TenantId, UserPresence>> out;
  for (auto& [tenant, state] : tenants_) {
    auto left = std::max<std::size_t>(1, frames / std::max<std::size_t>(1, state.connections));
    for (auto at = state.people.begin(); at != state.people.end() && left > 0;) {
      auto& person = at->second;
      if (person.told != seen(person)) {
        person.told = seen(person);
        out.push_back({tenant, {at->first, person.told}});
        --left;
      }
      at = person.connections == 0 && person.told == Status::offline ? state.people.erase(at) : std::next(at);
    }
  }
  return out;
}

bool Presence::may_tell_typing(ChannelId channel, UserId user) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  auto& last = typing_[{channel, user}];
  if (now - last < typing_interval) return false;
  last = now;
  if (typing_.size() > typing_remembered)
    std::erase_if(typing_, [&](const auto& item) { return now - item.second >= typing_interval; });
  return true;
}

}  // namespace wardroom::chat
