#include "server/key_worker.h"

#include "base/log.h"

namespace wardroom::server {

KeyWorker::KeyWorker(Custody& custody, const keys::Reencryption& reencryption, store::Store& store,
                     std::vector<base::TenantId> to_look_at)
    : custody_(custody),
      reencryption_(reencryption),
      store_(store),
      to_look_at_(std::move(to_look_at)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void KeyWorker::take(base::TenantId tenant) {
  {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(waiting_, tenant) == waiting_.end()) waiting_.push_back(tenant);
  }
  wake_.notify_all();
}

void KeyWorker::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void KeyWorker::run(const std::stop_token& stop) {
  for (const auto tenant : to_look_at_) resume(tenant);
  for (;;) {
    base::TenantId tenant;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;
      tenant = waiting_.front();
      waiting_.pop_front();
    }
    work_on(tenant, stop);
  }
}

void KeyWorker::resume(base::TenantId tenant) {
  try {
    custody_.record_epochs(tenant, {});
    const auto status = store_.read_now(tenant, [](store::TenantTxn& txn) { return keys::Reencryption::status(txn); });
    if (status && status->state == "running") take(tenant);
  } catch (const std::exception& error) {  // its keys cannot be had now: the others go on
    base::log_warning("unfinished re-encryption of {} was not looked for: {}", tenant.text(), error.what());
  }
}

void KeyWorker::work_on(base::TenantId tenant, const std::stop_token& stop) {
  try {
    const auto done = reencryption_.run(tenant, stop, {});
    base::log_info("re-encryption of {}: {}, {} values moved to epoch {}", tenant.text(), done.state, done.resealed,
                   done.epoch);
  } catch (const std::exception& error) {
    base::log_error("re-encryption of {} stopped: {}", tenant.text(), error.what());
  }
}

}  // namespace wardroom::server
