#include "net/loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/log.h"
#include "net/http.h"

namespace wardroom::net {
namespace {

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void log_fault(const char* what) { base::log_error("fault in a network callback: {}", what); }

Loop::Loop(std::chrono::milliseconds tick)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      wheel_(std::max<std::int64_t>(1, tick.count())),
      now_ms_(steady_ms()),
      scratch_(new char[scratch_size]),
      write_scratch_(new char[scratch_size]) {
  if (epoll_ < 0 || wake_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make an event loop");
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.ptr = nullptr;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
}

Loop::~Loop() {
  close(epoll_);
  close(wake_);
}

void Loop::watch(int fd, Watcher& watcher, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watcher;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot watch a socket");
  }
}

void Loop::unwatch(int fd) { epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr); }

void Loop::post(Task task) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  posted_.push_back(std::move(task));
  if (!sleeping_) return;
  sleeping_ = false;  // one wake-up is enough for all that is posted until it wakes
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = write(wake_, &one, sizeof one);
}

void Loop::stop() {
  post([this] { running_ = false; });
}

void Loop::every(std::chrono::milliseconds interval, std::function<void()> task) {
  periodic_.push_back({interval.count(), now_ms_ + interval.count(), std::move(task)});
}

int Loop::wait_ms() const {
  if (!deferred_.empty()) return 0;
  const auto tick = wheel_.tick_ms();
  return static_cast<int>(tick - now_ms_ % tick);
}

void Loop::run() {
  thread_ = std::this_thread::get_id();
  std::array<epoll_event, 256> events{};
  while (running_) {
    int wait = wait_ms();
    {
      const std::lock_guard lock(mutex_);
      if (!posted_.empty()) wait = 0;
      sleeping_ = wait != 0;
    }
    const int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait);
    {
      const std::lock_guard lock(mutex_);
      sleeping_ = false;
      batch_.swap(posted_);
    }
    now_ms_ = steady_ms();
    for (int i = 0; i < n; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (event.data.ptr) {
        static_cast<Watcher*>(event.data.ptr)->on_events(event.events);
      } else {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = read(wake_, &count, sizeof count);
      }
    }
    run_posted();
    wheel_.advance(now_ms_);
    run_periodic();
    run_deferred();
    kept_.clear();
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    batch_.swap(posted_);
  }
  batch_.clear();
  deferred_.clear();
  kept_.clear();
}

void Loop::run_posted() {
  for (auto& task : batch_) {
    guarded([&] { task(); });
    task = nullptr;
  }
  batch_.clear();
}

void Loop::run_periodic() {
  for (std::size_t i = 0; i < periodic_.size(); ++i) {  // a task may add others
    if (periodic_[i].next > now_ms_) continue;
    periodic_[i].next = now_ms_ + periodic_[i].interval;
    const auto task = periodic_[i].task;
    guarded(task);
  }
}

// What is put off again meanwhile belongs to the next turn, which then does not wait.
void Loop::run_deferred() {
  deferred_now_.swap(deferred_);
  for (const auto& work : deferred_now_) work->on_turn_end();
  deferred_now_.clear();
}

const std::string& Loop::date() {
  const auto at = std::time(nullptr);
  if (at != date_at_) {
    date_at_ = at;
    date_ = http_date(at);
  }
  return date_;
}

}  // namespace wardroom::net
