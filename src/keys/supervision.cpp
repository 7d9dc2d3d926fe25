#include "keys/supervision.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/log.h"
#include "crypto/random.h"

namespace wardroom::keys {
namespace {

constexpr std::chrono::seconds turn_of_the_clock{1};

base::Problem busy() {
  base::Problem problem(503, "busy", "Too many wait for a key service; try again in a moment.");
  return problem.retry_after(2);
}

double random_fraction() {
  const auto bytes = crypto::random_bytes(4);
  return static_cast<double>(base::read_u32(bytes)) / static_cast<double>(UINT32_MAX);
}

void log_turn(base::TenantId tenant, Turn turn, std::optional<Darkness> why) {
  const auto who = tenant == base::platform_tenant ? std::string("the platform") : tenant.text();
  switch (turn) {
    case Turn::none:
      return;
    case Turn::refused_again:
      return base::log_error("alarm: the key service of {} refuses its key", who);
    case Turn::fell_silent:
      return base::log_error("alarm: the key service of {} does not answer; its keys stay for the grace time", who);
    case Turn::went_dark:
      return base::log_error("alarm: {} is dark, its key service is {}", who, name(why.value_or(Darkness::refused)));
    case Turn::came_back:
      return base::log_info("{} is back: its key service grants its key again", who);
  }
}

}  // namespace

Supervision::Supervision(KeyStore& keys, Options options) : keys_(keys), options_(std::move(options)) {
  for (unsigned i = 0; i < options_.threads; ++i) workers_.emplace_back([this] { run_worker(); });
}

void Supervision::start() {
  clock_ = std::thread([this] { run_clock(); });
}

void Supervision::stop() {
  std::vector<Ready> waiting;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [tenant, watched] : watched_) {
      for (auto& ready : watched.waiting) waiting.push_back(std::move(ready));
      watched.waiting.clear();
    }
  }
  changed_.notify_all();
  const auto problem = std::make_exception_ptr(base::Problem(503, "stopping", "The server is stopping."));
  for (auto& ready : waiting) ready(problem);
  for (auto& worker : workers_) {
    if (worker.joinable()) worker.join();
  }
  if (clock_.joinable()) clock_.join();
}

void Supervision::run_clock() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, turn_of_the_clock, [this] { return stopping_; })) return;
    }
    try {
      tick();
    } catch (const std::exception& error) {
      base::log_error("the supervision of keys failed: {}", error.what());
    }
  }
}

void Supervision::run_worker() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    ++busy_;
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    --busy_;
    changed_.notify_all();
  }
}

void Supervision::submit(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= options_.max_waiting) throw busy();
    queue_.push_back(std::move(work));
  }
  changed_.notify_all();
}

Instant Supervision::next_due(Instant now) const {
  const auto jittered = std::chrono::duration<double>(options_.check_every) * (0.75 + 0.25 * random_fraction());
  return now + std::chrono::duration_cast<Instant::duration>(jittered);
}

void Supervision::begin(base::TenantId tenant, Watched& watched) {
  if (watched.running || stopping_) return;
  watched.running = true;
  watched.started = options_.now();
  queue_.push_back([this, tenant] { attempt(tenant); });
  changed_.notify_all();
}

void Supervision::prepare(base::TenantId tenant, Ready ready) {
  if (keys_.held(tenant)) return ready(nullptr);
  if (!keys_.has(tenant)) return ready(std::make_exception_ptr(no_keys_problem(tenant)));
  const auto dark = keys_.dark(tenant);
  std::unique_lock lock(mutex_);
  auto& watched = watched_[tenant];
  if (!dark && !stopping_ && waiting_ < options_.max_waiting) {
    watched.waiting.push_back(std::move(ready));
    ++waiting_;
    return begin(tenant, watched);
  }
  if (dark && options_.now() - watched.started >= options_.ask_again) begin(tenant, watched);
  lock.unlock();
  ready(dark ? std::make_exception_ptr(dark_problem(*dark)) : std::make_exception_ptr(busy()));
}

void Supervision::check_soon(base::TenantId tenant) {
  const std::lock_guard lock(mutex_);
  begin(tenant, watched_[tenant]);
}

// The keys themselves when they are not in memory; a proof, thrown away, when they are or may not be.
Supervision::Answer Supervision::ask(base::TenantId tenant) {
  try {
    if (keys_.held(tenant) || keys_.dark(tenant)) return keys_.prove(tenant);
    keys_.open(tenant);
    return {};
  } catch (const KeysUnavailable& unavailable) {
    const bool unreachable = unavailable.why() == Darkness::unreachable;
    return std::unexpected(kms::KmsError(unreachable ? kms::KmsError::unreachable : kms::KmsError::refused));
  } catch (const std::exception& error) {
    base::log_error("the keys of {}: {}", tenant.text(), error.what());
    return std::unexpected(kms::KmsError(kms::KmsError::unreachable));
  }
}

Turn Supervision::take(base::TenantId tenant, Watched& watched, const Answer& answer) {
  ++(answer ? counters_.proofs : answer.error() == kms::KmsError::refused ? counters_.refusals : counters_.silences);
  const auto turn = take_answer(watched.grant, answer, keys_.held(tenant), options_.now(), options_.rules);
  if (tenant == base::platform_tenant) return turn;
  if (watched.grant.dark) {
    keys_.darken(tenant, *watched.grant.dark);
  } else if (turn == Turn::came_back) {
    keys_.lighten(tenant);
  }
  return turn;
}

void Supervision::attempt(base::TenantId tenant) {
  const auto answer = ask(tenant);
  if (!answer && !answer.error().reason.empty())
    base::log_warning("the key service of {}: {}", tenant.text(), answer.error().reason);
  Turn turn = Turn::none;
  std::optional<Darkness> why;
  {
    const std::lock_guard lock(mutex_);
    auto& watched = watched_[tenant];
    turn = take(tenant, watched, answer);
    why = watched.grant.dark;
    watched.due = next_due(options_.now());
  }
  tell(tenant, turn, why);
  std::vector<Ready> waiting;
  {
    const std::lock_guard lock(mutex_);
    auto& watched = watched_[tenant];
    watched.running = false;
    waiting = std::exchange(watched.waiting, {});
    waiting_ -= waiting.size();
  }
  answer_waiting(tenant, std::move(waiting));
}

void Supervision::answer_waiting(base::TenantId tenant, std::vector<Ready> waiting) {
  if (waiting.empty()) return;
  std::exception_ptr problem;
  try {
    keys_.open(tenant);
  } catch (...) {
    problem = std::current_exception();
  }
  for (auto& ready : waiting) ready(problem);
}

void Supervision::tell(base::TenantId tenant, Turn turn, std::optional<Darkness> why) const {
  log_turn(tenant, turn, why);
  if (tenant == base::platform_tenant) return;
  try {
    if (turn == Turn::went_dark && listener_.went_dark) listener_.went_dark(tenant, *why);
    if (turn == Turn::came_back && listener_.came_back) listener_.came_back(tenant);
  } catch (const std::exception& error) {
    base::log_error("after a turn of the key service of {}: {}", tenant.text(), error.what());
  }
}

void Supervision::tick() {
  struct Told {
    base::TenantId tenant;
    Turn turn;
    std::optional<Darkness> why;
    std::vector<Ready> waiting;
  };
  std::vector<Told> told;
  auto own = keys_.with_own_provider();
  own.push_back(base::platform_tenant);
  std::ranges::sort(own);
  const auto is_own = [&](base::TenantId tenant) { return std::ranges::binary_search(own, tenant); };
  const auto now = options_.now();
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(watched_, [&](const auto& entry) {
      const auto& [tenant, watched] = entry;
      const bool idle = !watched.running && watched.waiting.empty();
      return idle && !is_own(tenant) && (!watched.grant.dark || !keys_.has(tenant));
    });
    for (const auto tenant : own) watched_.try_emplace(tenant, Watched{.due = next_due(now)});
    for (auto& [tenant, watched] : watched_) {
      if (watched.running && now - watched.started > options_.patience) {
        const auto turn = take(tenant, watched, std::unexpected(kms::KmsError(kms::KmsError::unreachable)));
        waiting_ -= watched.waiting.size();
        told.push_back({tenant, turn, watched.grant.dark, std::exchange(watched.waiting, {})});
      } else if (!watched.running && watched.due <= now) {
        watched.due = next_due(now);
        if (watched.grant.dark || keys_.held(tenant)) begin(tenant, watched);
      }
    }
  }
  for (auto& [tenant, turn, why, waiting] : told) {
    tell(tenant, turn, why);
    const auto problem = std::make_exception_ptr(dark_problem(why.value_or(Darkness::unreachable)));
    for (auto& ready : waiting) ready(problem);
  }
}

Supervision::Status Supervision::status(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  const auto found = watched_.find(tenant);
  if (found == watched_.end()) return {};
  const auto& grant = found->second.grant;
  Status out{grant.dark, grant.refusals, grant.silent_since.has_value(), std::nullopt};
  if (grant.proven_at) {
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(options_.now() - *grant.proven_at);
    out.proven_at = base::now() - ago;
  }
  return out;
}

Supervision::Counters Supervision::counters() const {
  const std::lock_guard lock(mutex_);
  auto out = counters_;
  for (const auto& [tenant, watched] : watched_) out.dark += watched.grant.dark ? 1 : 0;
  return out;
}

void Supervision::settle() const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || (queue_.empty() && busy_ == 0); });
}

}  // namespace wardroom::keys
