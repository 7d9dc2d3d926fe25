// Sees to it that keys are in memory only as long as their key service grants them. Every tenant that brings its own
// KMS is proven every check interval by a real unwrap (jittered, on a few threads of its own); what the answers lead to
// is in grant.h. The platform's own key is proven too, but only alarmed about: it is the operator's.
//
// It also fetches keys that are not in memory yet, so that nobody else waits for a key service: a tenant has at most
// one call under way, however many wait for it. A call that hangs counts as no answer once `patience` is over.
//
// Any thread. stop() before what the listener and those who wait refer to ends.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "keys/grant.h"
#include "keys/key_store.h"

namespace wardroom::keys {

class Supervision {
 public:
  struct Options {
    std::chrono::seconds check_every{60};
    GrantRules rules;
    std::chrono::seconds patience{20};
    std::chrono::seconds ask_again{5};  // a dark tenant that is asked for is checked at most this often
    unsigned threads = 4;
    std::size_t max_waiting = 10'000;  // who waits for keys; more are answered 503 busy
    std::function<Instant()> now = std::chrono::steady_clock::now;
  };
  // Called after the keys were wiped, or may be opened again; may wait for the store. One at a time for a tenant.
  struct Listener {
    std::function<void(base::TenantId, Darkness)> went_dark;
    std::function<void(base::TenantId)> came_back;
  };
  struct Status {
    std::optional<Darkness> dark;
    int refusals = 0;     // in a row
    bool silent = false;  // it did not answer the last time
    std::optional<base::Timestamp> proven_at;
  };
  struct Counters {  // since the start; `dark` is now
    std::uint64_t proofs = 0;
    std::uint64_t refusals = 0;
    std::uint64_t silences = 0;
    std::size_t dark = 0;
  };
  using Ready = std::move_only_function<void(std::exception_ptr)>;
  using Work = std::move_only_function<void()>;

  Supervision(KeyStore& keys, Options options);
  explicit Supervision(KeyStore& keys) : Supervision(keys, Options{}) {}
  Supervision(const Supervision&) = delete;
  Supervision& operator=(const Supervision&) = delete;
  ~Supervision() { stop(); }

  void listen(Listener listener) { listener_ = std::move(listener); }  // before start()
  void start();                                                        // the checks by the clock
  void stop();                                                         // answers all who wait

  // Calls back once the keys are in memory, or with the Problem that prevents it: at once when that is known already.
  void prepare(base::TenantId tenant, Ready ready);
  void check_soon(base::TenantId tenant);
  void submit(Work work);  // other work that calls a key service; must not throw. Problem 503 busy.
  Status status(base::TenantId tenant) const;
  Counters counters() const;

  void tick();          // what the clock does every second; tests call it themselves
  void settle() const;  // for tests: waits until nothing waits for a thread or runs

 private:
  struct Watched {
    Grant grant;
    Instant due;
    Instant started;
    bool running = false;
    std::vector<Ready> waiting;
  };
  using Answer = std::expected<void, kms::KmsError>;

  void run_clock();
  void run_worker();
  void begin(base::TenantId tenant, Watched& watched);                       // under mutex_
  Turn take(base::TenantId tenant, Watched& watched, const Answer& answer);  // under mutex_
  void attempt(base::TenantId tenant);
  Answer ask(base::TenantId tenant);
  void tell(base::TenantId tenant, Turn turn, std::optional<Darkness> why) const;
  void answer_waiting(base::TenantId tenant, std::vector<Ready> waiting);
  Instant next_due(Instant now) const;

  KeyStore& keys_;
  Options options_;
  Listener listener_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::unordered_map<base::TenantId, Watched> watched_;
  std::deque<Work> queue_;
  std::size_t waiting_ = 0;
  unsigned busy_ = 0;
  bool stopping_ = false;
  Counters counters_;
  std::vector<std::thread> workers_;
  std::thread clock_;
};

}  // namespace wardroom::keys
