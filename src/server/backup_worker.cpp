#include "server/backup_worker.h"

#include "base/give_way.h"
#include "base/log.h"

namespace wardroom::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds turn{5};
constexpr std::chrono::minutes between_looks{10};
constexpr std::chrono::hours after_failure{1};
constexpr std::chrono::hours between_reminders{24};

}  // namespace

BackupWorker::BackupWorker(BackupCustody& custody)
    : custody_(custody), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void BackupWorker::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool BackupWorker::ask(const Who& who) {
  {
    const std::scoped_lock lock(mutex_);
    if (at_it_ || asked_) return false;
    asked_ = who;
  }
  wake_.notify_all();
  return true;
}

bool BackupWorker::is_at_it() const {
  const std::scoped_lock lock(mutex_);
  return at_it_ || asked_;
}

std::string BackupWorker::last_failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

void BackupWorker::run(const std::stop_token& stop) {
  base::give_way();
  auto next_look = Clock::now() + turn;
  while (!stop.stop_requested()) {
    std::optional<Who> asked;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, turn, [this] { return asked_.has_value(); });
      if (stop.stop_requested()) return;
      asked = std::exchange(asked_, std::nullopt);
      at_it_ = asked.has_value();
    }
    if (asked) make(stop, *asked);
    if (Clock::now() < next_look) continue;
    next_look = Clock::now() + between_looks;
    look(stop);
  }
}

void BackupWorker::follow() {
  try {
    custody_.follow(false, {});
  } catch (const lifecycle::FolderBusy& busy) {  // wardroomctl is at it, which follows them too
    base::log_info("the keys of the backups are looked at later: {}", busy.what());
  } catch (const std::exception& error) {
    base::log_error("the keys of the backups were not brought up to date: {}", error.what());
  }
}

void BackupWorker::look(const std::stop_token& stop) {
  follow();
  try {
    const auto due = custody_.due();
    if (!due) return remind();
    if (*due > base::now() || base::now() < not_before_) return;
  } catch (const std::exception& error) {  // the platform's database cannot be read now
    base::log_error("whether a backup is due cannot be told: {}", error.what());
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    at_it_ = true;
  }
  make(stop, {});
}

void BackupWorker::remind() {
  if (custody_.by_hand_only() || base::now() < remind_at_) return;
  remind_at_ = base::now() + between_reminders;
  base::log_warning("no backups are made: there is no recovery key. Run `wardroomctl recovery create`");
}

// Half of the time it rests, so that others get the processor and the disk.
void BackupWorker::make(const std::stop_token& stop, const Who& who) {
  auto began = Clock::now();
  const auto pace = [&] {
    if (stop.stop_requested()) throw BackupGivenUp("the server stops");
    std::this_thread::sleep_for(std::min<Clock::duration>(Clock::now() - began, turn));
    began = Clock::now();
  };
  std::string failure;
  try {
    const auto made = custody_.create(who, pace);
    base::log_info("the backup {} was made: {}", made.name, in_words(made));
    if (!made.missing.empty()) base::log_error("the backup {} is not whole: {}", made.name, in_words(made));
  } catch (const BackupGivenUp&) {
    base::log_info("a backup was given up, because the server stops");
  } catch (const lifecycle::FolderBusy& busy) {  // wardroomctl is at it
    base::log_info("no backup was made: {}", busy.what());
  } catch (const std::exception& error) {
    failure = error.what();
    base::log_error("no backup was made: {}", failure);
    not_before_ = base::now() + after_failure;
  }
  const std::scoped_lock lock(mutex_);
  at_it_ = false;
  failure_ = failure;
}

}  // namespace wardroom::server
