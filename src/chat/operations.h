// The chat room's operations. What they are given must outlive the registry.
#pragma once
#include "chat/parts.h"
#include "operation/registry.h"
#include "store/store.h"

namespace wardroom::chat {

void declare_channels(operation::Registry& registry, const Parts& parts);
void declare_members(operation::Registry& registry, const Parts& parts);
void declare_mirroring(operation::Registry& registry, const Parts& parts);
void declare_audience(operation::Registry& registry, const Parts& parts);
void declare_messages(operation::Registry& registry, const Parts& parts);
void declare_search(operation::Registry& registry, const Parts& parts, store::Store& store);
void declare_presence(operation::Registry& registry, const Parts& parts);

inline void declare(operation::Registry& registry, const Parts& parts, store::Store& store) {
  declare_channels(registry, parts);
  declare_members(registry, parts);
  declare_mirroring(registry, parts);
  declare_audience(registry, parts);
  declare_messages(registry, parts);
  declare_search(registry, parts, store);
  declare_presence(registry, parts);
}

}  // namespace wardroom::chat
