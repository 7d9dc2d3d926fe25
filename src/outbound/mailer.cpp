#include "outbound/mailer.h"

#include <algorithm>
#include <array>

#include "base/log.h"

namespace wardroom::outbound {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_waiting = 1000;
constexpr auto last_letters = 5s;
constexpr auto pauses = std::to_array<std::chrono::seconds>({5s, 30s, 5min, 20min, 40min});

}  // namespace

Mailer::Mailer(Smtp::Options options) : smtp_(std::move(options)), thread_([this] { run(); }) {}

void Mailer::post(Letter letter) {
  {
    const std::lock_guard lock(mutex_);
    if (ends_ || waiting_.size() >= max_waiting) {
      base::log_error("mail: {} letters wait, one more was dropped; is the mail server away?", waiting_.size());
      return;
    }
    waiting_.push_back({std::move(letter), 0, Clock::now()});
  }
  wake_.notify_one();
}

void Mailer::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (ends_) return;
    ends_ = Clock::now() + last_letters;
  }
  wake_.notify_one();
  thread_.join();
}

void Mailer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
    const auto now = Clock::now();
    if (next != waiting_.end() && next->due <= now && (!ends_ || now < *ends_)) {
      auto taken = std::move(*next);
      waiting_.erase(next);
      lock.unlock();
      attempt(std::move(taken));
      lock.lock();
    } else if (ends_) {
      if (!waiting_.empty()) base::log_warning("mail: {} letters that waited are lost", waiting_.size());
      return;
    } else if (next == waiting_.end()) {
      wake_.wait(lock);
    } else {
      wake_.wait_until(lock, next->due);
    }
  }
}

void Mailer::attempt(Waiting waiting) {
  try {
    smtp_.send(waiting.letter);
  } catch (const Undelivered& fault) {
    if (fault.final || waiting.tries >= pauses.size()) {
      base::log_error("mail: a letter was given up: {}", fault.what());
      return;
    }
    base::log_warning("mail: a letter waits for another try: {}", fault.what());
    waiting.due = Clock::now() + pauses[waiting.tries++];
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(waiting));
  } catch (const std::exception& fault) {
    base::log_error("mail: a letter was given up: {}", fault.what());
  }
}

}  // namespace wardroom::outbound
