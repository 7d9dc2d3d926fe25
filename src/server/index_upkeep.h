// Folds into the search indexes what waits for them, on a thread of its own: of the workspaces where something was
// written, every few seconds; of all of them now and then, for what a rotation, a new language or a failure left. In
// small transactions among everybody else's, with a rest after each.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "chat/parts.h"
#include "store/store.h"

namespace wardroom::server {

class IndexUpkeep {
 public:
  IndexUpkeep(store::Store& store, workspace::Workspaces& workspaces, const chat::Parts& chat)
      : store_(store), workspaces_(workspaces), chat_(chat), thread_([this] { run(); }) {}
  IndexUpkeep(const IndexUpkeep&) = delete;
  IndexUpkeep& operator=(const IndexUpkeep&) = delete;
  ~IndexUpkeep() { stop(); }
  void stop();

 private:
  void run();
  void note_all();
  void tend(base::TenantId tenant);
  bool rest(std::chrono::steady_clock::duration time);  // false: stopping

  store::Store& store_;
  workspace::Workspaces& workspaces_;
  const chat::Parts& chat_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace wardroom::server
