// Challenges for passkeys that cost the server nothing until they are answered: each carries its end and a MAC over
// that and what it is for, under a key of this process. One that led to something is remembered until it ends, so that
// it leads there once. A restart voids those that are out. Any thread.
#pragma once
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "crypto/aead.h"

namespace wardroom::identity {

class PasskeyChallenges {
 public:
  explicit PasskeyChallenges(std::chrono::seconds ttl) : ttl_(ttl), key_(crypto::Key::random()) {}

  // purpose: "sign-in", "add " and a person, "step-up " and a session.
  std::string issue(std::string_view purpose, base::Timestamp now) const;  // base64url, 75 characters
  bool is_good(std::string_view challenge, std::string_view purpose, base::Timestamp now) const;
  bool spend(std::string_view challenge, base::Timestamp now);  // false: it was spent before
  std::chrono::seconds ttl() const { return ttl_; }

 private:
  std::chrono::seconds ttl_;
  crypto::Key key_;
  std::mutex mutex_;
  std::unordered_map<std::string, base::Timestamp> spent_;  // until when it would be good
};

}  // namespace wardroom::identity
