#include "keys/grant.h"

namespace wardroom::keys {
namespace {

Turn proven(Grant& grant, Instant now) {
  const bool was_dark = grant.dark.has_value();
  grant = {.refusals = 0, .proven_at = now, .silent_since = std::nullopt, .dark = std::nullopt};
  return was_dark ? Turn::came_back : Turn::none;
}

Turn darkened(Grant& grant, Darkness why) {
  const bool was_dark = grant.dark.has_value();
  grant.dark = why;  // the newest reason is the one to tell
  return was_dark ? Turn::none : Turn::went_dark;
}

}  // namespace

Turn take_answer(Grant& grant, std::expected<void, kms::KmsError> answer, bool held, Instant now,
                 const GrantRules& rules) {
  if (answer) return proven(grant, now);
  if (answer.error() == kms::KmsError::refused) {
    ++grant.refusals;
    if (!held || grant.refusals >= rules.refusals) return darkened(grant, Darkness::refused);
    return Turn::refused_again;
  }
  const bool fell_silent = !grant.silent_since;
  if (fell_silent) grant.silent_since = now;
  if (!held || now - *grant.silent_since >= rules.grace) {
    // A tenant that is dark because it was refused stays so: silence is no news.
    return grant.dark ? Turn::none : darkened(grant, Darkness::unreachable);
  }
  return fell_silent ? Turn::fell_silent : Turn::none;
}

}  // namespace wardroom::keys
