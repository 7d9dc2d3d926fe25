// What this room's classes work with; made once by server/.
#pragma once
#include <string>

#include "audit/log.h"
#include "chat/parts.h"
#include "store/store.h"

namespace wardroom::webhooks {

struct Parts {
  store::Store& store;
  const audit::AuditLog& audit;
  const chat::Parts& chat;
  std::string public_url;          // of this server, without a final slash
  bool private_addresses = false;  // whether outgoing ones may lead into one's own network
};

}  // namespace wardroom::webhooks
