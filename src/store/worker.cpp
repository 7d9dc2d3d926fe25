#include "store/worker.h"

namespace wardroom::store {
namespace {

thread_local bool is_store_thread = false;

}  // namespace

bool Worker::on_store_thread() { return is_store_thread; }

Worker::Worker(Settings settings) : settings_(std::move(settings)), waiting_(settings_.max_pending) {
  for (unsigned i = 0; i < settings_.threads; ++i) threads_.emplace_back([this] { loop(); });
}

Worker::Push Worker::push(Job& job) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return Push::stopped;
    if (!waiting_.push(base::TenantId(job.tenant), job)) return Push::full;
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
      waiting_.take(settings_.max_taken, settings_.max_taken_of_each, jobs);
    }
    if (!jobs.empty()) settings_.run(jobs);
    settings_.when_idle();
  }
}

}  // namespace wardroom::store
