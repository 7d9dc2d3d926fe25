// Letters on their way out: kept in memory, sent one after the other by a thread of its own, tried again for about an
// hour. What waits when the server stops is lost, as is what a mail server refuses: whoever waits for it asks again.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "outbound/smtp.h"

namespace wardroom::outbound {

class Mailer {
 public:
  explicit Mailer(Smtp::Options options);  // throws std::invalid_argument
  ~Mailer() { stop(); }
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  void post(Letter letter);  // when too many wait, it is dropped and the log says so. Any thread
  void stop();               // goes on with what is due for five seconds at most

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Letter letter;
    std::size_t tries = 0;
    Clock::time_point due;
  };
  void run();
  void attempt(Waiting waiting);

  Smtp smtp_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;
  std::optional<Clock::time_point> ends_;  // set: stopping, and until when
  std::thread thread_;
};

}  // namespace wardroom::outbound
