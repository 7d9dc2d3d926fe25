// How the front door learns who asks; implemented by identity/, handed in by server/.
#pragma once
#include <string_view>

#include "access/caller.h"
#include "store/txn.h"

namespace wardroom::operation {

class Authenticator {
 public:
  Authenticator() = default;
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;
  virtual ~Authenticator() = default;

  // Checks an access token's signature, times and audience. Problem 401. Any thread, no I/O.
  virtual access::Credentials verify(std::string_view bearer) = 0;
  // The session and account behind it as they are in this transaction. Problem 401 when either has ended.
  virtual access::Caller load(store::TenantTxn& txn, const access::Credentials& credentials) = 0;
};

}  // namespace wardroom::operation
