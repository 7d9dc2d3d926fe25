// The thread that re-encrypts: goes on with what was not finished at the last stop, takes new work, one workspace after
// the other. A failure is logged and tried again at the next start or order.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "server/custody.h"

namespace wardroom::server {

class KeyWorker {
 public:
  // `to_look_at`: the tenants that hold more than one epoch at the start.
  KeyWorker(Custody& custody, const keys::Reencryption& reencryption, store::Store& store,
            std::vector<base::TenantId> to_look_at);
  KeyWorker(const KeyWorker&) = delete;
  KeyWorker& operator=(const KeyWorker&) = delete;
  ~KeyWorker() { stop(); }

  void take(base::TenantId tenant);
  void stop();  // after the batch under way; before the store stops

 private:
  void run(const std::stop_token& stop);
  void resume(base::TenantId tenant);
  void work_on(base::TenantId tenant, const std::stop_token& stop);

  Custody& custody_;
  const keys::Reencryption& reencryption_;
  store::Store& store_;
  std::vector<base::TenantId> to_look_at_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<base::TenantId> waiting_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace wardroom::server
