// What the answers of a key service mean for one tenant. Pure: no clock, no threads.
//
//   three refusals in a row                       -> dark (refused)
//   a refusal, or no answer, with no keys held    -> dark at once: there is nothing to go on with
//   no answer for longer than the grace time      -> dark (unreachable)
//   a proof                                       -> light, and the counting starts anew
//
// Silence neither counts as a refusal nor breaks a row of them.
#pragma once
#include <chrono>
#include <expected>
#include <optional>

#include "keys/unavailable.h"

namespace wardroom::keys {

using Instant = std::chrono::steady_clock::time_point;

struct GrantRules {
  int refusals = 3;
  std::chrono::seconds grace = std::chrono::hours(1);
};

struct Grant {
  int refusals = 0;
  std::optional<Instant> proven_at;
  std::optional<Instant> silent_since;
  std::optional<Darkness> dark;
};

enum class Turn { none, refused_again, fell_silent, went_dark, came_back };

// Takes one answer into the books; `held`: the tenant's keys are in memory.
Turn take_answer(Grant& grant, std::expected<void, kms::KmsError> answer, bool held, Instant now,
                 const GrantRules& rules);

}  // namespace wardroom::keys
