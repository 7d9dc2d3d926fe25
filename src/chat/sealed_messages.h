// Messages and the keys they hang from, as re-encryption sees them. A message of an old epoch is sealed anew under a
// shred key of the newest, of its own period; shred keys of an old epoch go when no message hangs from them any more.
#pragma once
#include "chat/shred_keys.h"
#include "keys/sealed_column.h"

namespace wardroom::chat {

keys::SealedColumn sealed_messages(ShredKeys& shred_keys);
keys::SealedColumn sealed_shred_keys(ShredKeys& shred_keys);

}  // namespace wardroom::chat
