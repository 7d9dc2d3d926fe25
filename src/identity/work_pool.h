// A few threads for work that is slow by intent: password hashing. What waits is bounded; more is refused. Owners take
// turns (base/fair_queue.h): a workspace, where it is known, or else an address.
// Straight-line code on these threads may wait for the store (read_now, write_now).
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fair_queue.h"
#include "base/problem.h"
#include "operation/registry.h"

namespace wardroom::identity {

class WorkPool {
 public:
  using Work = std::move_only_function<void()>;

  // low: gives way to all other threads of the machine, for work that takes what processor there is.
  enum class Priority { usual, low };
  WorkPool(unsigned threads, std::size_t max_waiting, Priority priority = Priority::usual);
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;
  ~WorkPool() { stop(); }

  void submit(const std::string& owner, Work work);  // Problem 503 busy. `work` must not throw.
  void stop();                                       // finishes what waits

  // Runs `work` here and gives its Answer, or what it threw, to the call.
  template <class Out, class F>
  void answer(operation::AsyncCall<Out> call, F work) {
    const auto owner = call.caller ? call.caller->tenant.text() : call.origin.address;
    answer_for(owner, std::move(call), std::move(work));
  }

  // owner: the slug of the workspace that a caller asks for who is not signed in.
  template <class Out, class F>
  void answer_for(const std::string& owner, operation::AsyncCall<Out> call, F work) {
    auto shared = std::make_shared<operation::AsyncCall<Out>>(std::move(call));
    try {
      submit(owner, [shared, work = std::move(work)]() mutable {
        operation::Answer answer;
        try {
          answer = work(*shared);
        } catch (...) {
          return shared->fail(std::current_exception());
        }
        shared->finish(nullptr, std::move(answer));
      });
    } catch (...) {
      shared->fail(std::current_exception());
    }
  }

 private:
  void run(Priority priority);

  std::mutex mutex_;
  std::condition_variable wake_;
  base::FairQueue<std::string, Work> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace wardroom::identity
