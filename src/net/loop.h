// One core's event loop: readiness (epoll, edge-triggered), posted tasks, coarse deadlines, and work put off to the end
// of a turn, which is when everything written during the turn goes out. post() and stop() may be called from any
// thread, everything else from the loop's own.
#pragma once
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/wheel.h"

namespace wardroom::net {

class Watcher {
 public:
  virtual void on_events(std::uint32_t events) = 0;  // EPOLL…

 protected:
  ~Watcher() = default;
};

class TurnEnd {
 public:
  virtual void on_turn_end() = 0;

 protected:
  ~TurnEnd() = default;
};

class Loop {
 public:
  using Task = std::move_only_function<void()>;

  explicit Loop(std::chrono::milliseconds tick);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();   // until stop(); at its end remaining tasks are dropped, and later ones as well
  void stop();  // after the current turn
  void post(Task task);
  bool here() const { return thread_.load(std::memory_order_relaxed) == std::this_thread::get_id(); }

  void watch(int fd, Watcher& watcher, std::uint32_t events);
  void unwatch(int fd);
  void defer(std::shared_ptr<TurnEnd> work) { deferred_.push_back(std::move(work)); }
  void keep_until_turn_end(std::shared_ptr<void> thing) { kept_.push_back(std::move(thing)); }
  void set_deadline(Timed& timed, std::int64_t at_ms) { wheel_.set(timed, at_ms); }
  void every(std::chrono::milliseconds interval, std::function<void()> task);

  std::int64_t now_ms() const { return now_ms_; }  // steady, read once a turn
  const std::string& date();                       // for the Date header
  char* scratch() { return scratch_.get(); }       // scratch_size bytes for one read
  char* write_scratch() { return write_scratch_.get(); }
  static constexpr std::size_t scratch_size = 16 * 1024;

 private:
  struct Periodic {
    std::int64_t interval;
    std::int64_t next;
    std::function<void()> task;
  };
  int wait_ms() const;
  void run_posted();
  void run_periodic();
  void run_deferred();

  int epoll_;
  int wake_;
  Wheel wheel_;
  std::int64_t now_ms_ = 0;
  std::atomic<std::thread::id> thread_{};
  bool running_ = true;

  std::mutex mutex_;
  std::vector<Task> posted_;
  bool sleeping_ = false;
  bool ended_ = false;

  std::vector<Task> batch_;
  std::vector<std::shared_ptr<TurnEnd>> deferred_;
  std::vector<std::shared_ptr<TurnEnd>> deferred_now_;
  std::vector<std::shared_ptr<void>> kept_;
  std::vector<Periodic> periodic_;
  std::unique_ptr<char[]> scratch_;
  std::unique_ptr<char[]> write_scratch_;
  std::string date_;
  std::time_t date_at_ = 0;
};

// Runs what an application or a protocol was asked to do; a fault is logged and ends nothing else.
template <typename F>
bool guarded(F&& f);
void log_fault(const char* what);

template <typename F>
bool guarded(F&& f) {
  try {
    f();
    return true;
  } catch (const std::exception& e) {
    log_fault(e.what());
  } catch (...) {
    log_fault("unknown exception");
  }
  return false;
}

}  // namespace wardroom::net
