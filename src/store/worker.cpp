#include "store/worker.h"

#include <iterator>

namespace wardroom::store {
namespace {

thread_local bool is_store_thread = false;

}  // namespace

bool Worker::on_store_thread() { return is_store_thread; }

Worker::Worker(Settings settings) : settings_(std::move(settings)) {
  for (unsigned i = 0; i < settings_.threads; ++i) threads_.emplace_back([this] { loop(); });
}

Worker::Push Worker::push(Job& job) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return Push::stopped;
    if (waiting_.size() >= settings_.max_pending) return Push::full;
    waiting_.push_back(std::move(job));
    wake = sleeping_ > 0;
  }
  if (wake) wake_.notify_one();
  return Push::taken;
}

void Worker::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Worker::loop() {
  is_store_thread = true;
  std::vector<Job> jobs;
  for (;;) {
    jobs.clear();
    {
      std::unique_lock lock(mutex_);
      ++sleeping_;
      wake_.wait_for(lock, settings_.idle, [this] { return stopping_ || !waiting_.empty(); });
      --sleeping_;
      if (waiting_.empty() && stopping_) return;
      const auto n = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), settings_.max_taken));
      jobs.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.begin() + n));
      waiting_.erase(waiting_.begin(), waiting_.begin() + n);
    }
    if (!jobs.empty()) settings_.run(jobs);
    settings_.when_idle();
  }
}

}  // namespace wardroom::store
