#include "server/key_worker.h"

#include "base/log.h"

namespace wardroom::server {

KeyWorker::KeyWorker(Custody& custody, const keys::Reencryption& reencryption, store::Store& store,
                     workspace::Workspaces& workspaces)
    : custody_(custody),
      reencryption_(reencryption),
      store_(store),
      workspaces_(workspaces),
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
  try {
    resume();
  } catch (const std::exception& error) {
    base::log_error("unfinished re-encryption was not looked for: {}", error.what());
  }
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

// What is not under way in the background costs a look at each workspace that has more than one epoch.
void KeyWorker::resume() {
  std::vector<base::TenantId> tenants{base::platform_tenant};
  for (const auto& workspace : workspaces_.list()) tenants.push_back(workspace.id);
  for (const auto tenant : tenants) {
    try {
      custody_.record_epochs(tenant, {});
      const auto status =
          store_.read_now(tenant, [](store::TenantTxn& txn) { return keys::Reencryption::status(txn); });
      if (status && status->state == "running") take(tenant);
    } catch (const std::exception& error) {  // its keys cannot be had now: the others go on
      base::log_warning("unfinished re-encryption of {} was not looked for: {}", tenant.text(), error.what());
    }
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
