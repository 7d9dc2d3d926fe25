// A bounded queue of jobs and the threads that take from it: a writer has one thread, the readers share a queue.
// Tenants take turns. Internal to the store.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/fair_queue.h"
#include "store/job.h"

namespace wardroom::store {

class Worker {
 public:
  struct Settings {
    unsigned threads;
    std::size_t max_pending;
    std::size_t max_taken;                       // jobs that a thread takes at once
    std::size_t max_taken_of_each;               // of a tenant, while others wait, too
    std::chrono::milliseconds idle;              // how often `when_idle` is called at least
    std::function<void(std::vector<Job>&)> run;  // tells everyone; throws nothing
    std::function<void()> when_idle;
  };

  explicit Worker(Settings settings);
  ~Worker() { stop(); }

  enum class Push { taken, full, stopped };
  Push push(Job& job);  // moves from it when taken
  void stop();          // finishes what waits

  static bool on_store_thread();

 private:
  void loop();

  Settings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;
  base::FairQueue<base::TenantId, Job> waiting_;
  unsigned sleeping_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace wardroom::store
