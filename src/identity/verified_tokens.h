// Access tokens whose signature held a moment ago, by their SHA-256: verifying Ed25519 for every request of a busy
// client costs as much as all the rest of a post. Only tokens that verified come in, so nobody without an account can
// fill it; at most 2 * `generation` are held. Whether the session still lives is asked elsewhere, each time. Any
// thread.
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "access/caller.h"
#include "crypto/hash.h"

namespace wardroom::identity {

class VerifiedTokens {
 public:
  struct Verified {
    access::Credentials credentials;
    std::int64_t not_before = 0;  // seconds since 1970: good while not_before <= now < expires
    std::int64_t expires = 0;
  };
  explicit VerifiedTokens(std::size_t generation = 8192) : generation_(generation) {}

  std::optional<access::Credentials> find(const crypto::Digest& token, std::int64_t now);
  void remember(const crypto::Digest& token, const Verified& verified);

 private:
  struct FirstBytes {  // of a SHA-256: as good as any hash
    std::size_t operator()(const crypto::Digest& digest) const;
  };
  using Tokens = std::unordered_map<crypto::Digest, Verified, FirstBytes>;

  std::size_t generation_;
  std::mutex mutex_;
  Tokens young_;
  Tokens old_;  // dropped whole when the young are full
};

}  // namespace wardroom::identity
