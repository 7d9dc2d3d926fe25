// What follows when somebody took one of their own factors away.
#pragma once
#include "identity/identity.h"
#include "operation/operation.h"

namespace wardroom::identity {

// One's other sessions. Where a factor is demanded and none is left the caller is signed out, too: open sockets would
// tell what may not be asked for any more.
inline void end_other_sessions(const Identity& identity, operation::Call& call) {
  const auto user = identity.directory().get(call.txn, call.caller.user);
  const bool demanded = identity.factors().demanded_of(call.txn, user);
  identity.sessions().revoke_all(call.txn, user.id, demanded ? std::nullopt : std::optional(call.caller.session));
}

}  // namespace wardroom::identity
