// What the chat room's functions work with, besides the transaction they are given.
#pragma once
#include "chat/hub.h"
#include "chat/index_queue.h"
#include "chat/shred_keys.h"
#include "groups/parts.h"
#include "identity/directory.h"
#include "keys/key_store.h"
#include "workspace/workspaces.h"

namespace wardroom::chat {

struct Parts {
  keys::KeyStore& keys;
  ShredKeys& shred_keys;
  identity::Directory& directory;
  Hub& hub;
  const workspace::Workspaces& workspaces;
  IndexQueue& index_queue;
  const groups::Parts& groups;
};

}  // namespace wardroom::chat
