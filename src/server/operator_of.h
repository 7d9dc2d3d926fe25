// Who asks, of an operation about the whole server, as its audit entries have it.
#pragma once
#include "operation/registry.h"
#include "server/workspace_administration.h"

namespace wardroom::server {

template <typename Out>
Operator operator_of(const operation::AsyncCall<Out>& call) {
  return {call.caller->tenant, call.caller->user.text(), call.origin.address, call.origin.request.text(),
          call.caller->session.text()};
}

}  // namespace wardroom::server
