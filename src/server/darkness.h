// What the server does when a tenant goes dark, beyond wiping its keys: nothing of it stays open or connected, and the
// platform's audit log says so. When it comes back both logs do.
#pragma once
#include "audit/log.h"
#include "chat/hub.h"
#include "chat/shred_keys.h"
#include "keys/supervision.h"
#include "store/store.h"

namespace wardroom::server {

struct DarknessParts {
  store::Store& store;
  const audit::AuditLog& audit;
  chat::Hub& hub;
  chat::ShredKeys& shred_keys;
};

keys::Supervision::Listener darkness_listener(DarknessParts parts);

}  // namespace wardroom::server
