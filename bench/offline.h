// The databases of a stopped server, as the product's own functions see them: for filling them and for measuring
// without a network. Nobody is told of anything.
#pragma once
#include <filesystem>

#include "bus/in_process.h"
#include "chat/hub.h"
#include "chat/index_queue.h"
#include "chat/parts.h"
#include "groups/parts.h"
#include "server/foundation.h"

namespace wardroom::bench {

struct Offline {
  Offline(const std::filesystem::path& data, const std::filesystem::path& key_file);
  Offline(const Offline&) = delete;
  Offline& operator=(const Offline&) = delete;

  template <typename F>
  auto write(F work) {
    return foundation.store.write_now(tenant, work);
  }
  template <typename F>
  auto read(F work) {
    return foundation.store.read_now(tenant, work);
  }

  server::Foundation foundation;
  bus::InProcessBus bus;
  chat::Hub hub;
  identity::Directory directory;
  chat::IndexQueue index_queue;
  groups::Parts groups;
  chat::Parts chat;
  base::TenantId tenant;  // the only workspace there is
  access::Caller owner;   // its oldest person
};

}  // namespace wardroom::bench
