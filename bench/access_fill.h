// Many people, channels and groups in a workspace of a stopped server: chains of groups inside groups, people in the
// innermost, and private channels that follow the outermost.
#pragma once
#include <string>
#include <vector>

#include "offline.h"

namespace wardroom::bench {

struct AccessSize {
  int members = 10'000;
  int channels = 2'000;
  int groups = 500;
  int depth = 5;
  int chains() const { return groups / depth; }
};

struct AccessWorld {
  std::vector<base::UserId> people;
  std::vector<base::GroupId> outermost, innermost;  // of each chain
  std::vector<base::ChannelId> channels;            // the n-th follows the outermost of chain n % chains
};

AccessWorld fill_access(Offline& offline, const AccessSize& size);

// How long deciding takes, in one transaction: nanoseconds each.
struct DecisionCost {
  double permission, member, stranger, holding;
};
DecisionCost decision_cost(Offline& offline, const AccessWorld& world);

}  // namespace wardroom::bench
