#include "webhooks/deliverer.h"

#include <algorithm>
#include <ranges>

#include "base/log.h"
#include "base/secret.h"
#include "chat/notice.h"
#include "crypto/random.h"
#include "webhooks/signature.h"

namespace wardroom::webhooks {
namespace {

using store::TenantTxn;
using Clock = std::chrono::steady_clock;

constexpr int threads = 4;
constexpr std::chrono::seconds first_pause{5};
constexpr std::chrono::seconds longest_pause = std::chrono::hours(1);
constexpr std::chrono::hours given_up_after{24};
constexpr std::chrono::minutes when_dark{1};
// Workspaces that wardroomctl brings come without a word.
constexpr std::chrono::hours between_looks{1};
constexpr int in_a_row = 20;               // then those who wait have their turn
constexpr std::int64_t worth_noting = 50;  // events that were nothing for it

// Between 80 and 120 of a hundred, so that those who failed together do not come back together.
Clock::duration somewhere_near(std::chrono::seconds pause) {
  return std::chrono::milliseconds(pause) * (80 + crypto::random_bytes(1)[0] % 41) / 100;
}

std::vector<std::string> headers_of(const Next& next) {
  const auto now = base::now().ms / 1000;
  auto signatures = signature(next.config.secret, next.id, now, next.body);
  if (next.config.former_secret && next.config.former_until && base::now() < *next.config.former_until) {
    signatures += " " + signature(*next.config.former_secret, next.id, now, next.body);
  }
  std::vector<std::string> out{"Content-Type: application/json", "webhook-id: " + next.id,
                               "webhook-timestamp: " + std::to_string(now), "webhook-signature: " + signatures};
  if (next.config.authorization) out.push_back("Authorization: " + *next.config.authorization);
  return out;
}

struct Outcome {
  bool taken = false;
  bool gone = false;
  std::string why = {};
};

Outcome tell(const Outgoing& outgoing, const Next& next) try {
  const auto client = outgoing.client_for(next.config);
  auto headers = headers_of(next);
  const auto answer = client.post(outbound::split_url(next.config.url).second, headers, next.body);
  for (auto& header : headers) base::wipe(header);
  if (!answer) return {.why = answer.error().why};
  if (answer->status >= 200 && answer->status < 300) return {.taken = true};
  return {.gone = answer->status == 410, .why = client.host() + " answers " + std::to_string(answer->status)};
} catch (const std::exception& error) {  // an address that was good before the settings changed
  return {.why = error.what()};
}

}  // namespace

std::chrono::seconds pause_after(std::int64_t tries) {
  const auto doublings = std::clamp<std::int64_t>(tries - 1, 0, 20);
  return std::min<std::chrono::seconds>(first_pause * (std::int64_t{1} << doublings), longest_pause);
}

Deliverer::Deliverer(const Parts& parts, const Outgoing& outgoing, bus::Bus& bus)
    : parts_(parts), outgoing_(outgoing), bus_(bus), queue_(threads / 2) {
  queue_.add({}, Clock::now());
}

void Deliverer::start() {
  subscription_ =
      bus_.subscribe_all(std::string(chat::notice_subject), [this](const bus::Event& event) { heard(event); });
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
  }
}

void Deliverer::stop() {
  subscription_ = {};
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();
}

void Deliverer::look(base::TenantId tenant) {
  {
    const std::lock_guard lock(mutex_);
    queue_.add({tenant, {}}, Clock::now());
  }
  wake_.notify_one();
}

// On the store's thread.
void Deliverer::heard(const bus::Event& event) {
  const auto notice = chat::decode_notice(event.payload);
  if (!notice || notice->kind != chat::Notice::Kind::event) return;
  {
    const std::lock_guard lock(mutex_);
    const auto tenant = hooks_.find(event.tenant);
    if (tenant == hooks_.end()) return;
    const auto [first, last] = tenant->second.equal_range(notice->channel);
    if (first == last) return;
    for (const auto& [channel, hook] : std::ranges::subrange(first, last)) {
      queue_.add_unless_waiting({event.tenant, hook}, Clock::now());
    }
  }
  wake_.notify_one();
}

void Deliverer::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto task = queue_.take(Clock::now());
    if (!task) {
      const auto until = queue_.next_due().value_or(Clock::now() + between_looks);
      const auto changed = [this, until] { return queue_.next_due().value_or(until) < until; };
      wake_.wait_until(lock, stop, until, changed);
      continue;
    }
    lock.unlock();
    const auto again = work(*task, stop);
    lock.lock();
    queue_.done(*task, again);
    wake_.notify_all();  // it found others, or they waited for this one
  }
}

Deliverer::Again Deliverer::work(const Task& task, const std::stop_token& stop) try {
  if (task.tenant == base::TenantId{}) return look_everywhere();
  if (task.hook == base::WebhookId{}) return find_hooks(task.tenant);
  return deliver(task, stop);
} catch (const base::Problem&) {  // the workspace is dark or suspended
  return Clock::now() + when_dark;
} catch (const std::exception& error) {
  if (!parts_.store.exists(task.tenant)) return std::nullopt;  // it was wiped
  base::log_error("webhooks of {} are not told: {}", task.tenant.text(), error.what());
  return Clock::now() + between_looks;
}

Deliverer::Again Deliverer::look_everywhere() {
  const auto tenants = parts_.store.tenants();
  const std::lock_guard lock(mutex_);
  for (const auto& tenant : tenants) {
    if (tenant != base::platform_tenant) queue_.add({tenant, {}}, Clock::now());
  }
  return Clock::now() + between_looks;
}

Deliverer::Again Deliverer::find_hooks(base::TenantId tenant) {
  const auto open = parts_.store.read_now(tenant, [this](TenantTxn& txn) { return outgoing_.open(txn); });
  const std::lock_guard lock(mutex_);
  if (open.empty()) {
    hooks_.erase(tenant);
    return std::nullopt;
  }
  auto& hooks = hooks_[tenant];
  hooks.clear();
  for (const auto& row : open) {
    hooks.emplace(row.channel, row.id);
    queue_.add({tenant, row.id}, Clock::now());
  }
  return std::nullopt;
}

Deliverer::Again Deliverer::deliver(const Task& task, const std::stop_token& stop) {
  for (int told = 0; !stop.stop_requested(); ++told) {
    if (told == in_a_row) return Clock::now();
    const auto next =
        parts_.store.read_now(task.tenant, [&](TenantTxn& txn) { return outgoing_.next(txn, task.hook); });
    if (!next) return std::nullopt;
    const auto write = [&](auto&& change) { return parts_.store.write_now(task.tenant, change); };
    if (next->must_stop) {
      write([&](TenantTxn& txn) { outgoing_.stop(txn, task.hook, *next->must_stop); });
      return std::nullopt;
    }
    if (next->body.empty()) {
      if (next->seq - next->from < worth_noting) return std::nullopt;
      write([&](TenantTxn& txn) { outgoing_.passed_over(txn, task.hook, *next); });
      continue;
    }
    const auto outcome = tell(outgoing_, *next);
    if (outcome.gone) {
      write([&](TenantTxn& txn) { outgoing_.stop(txn, task.hook, outcome.why); });
      return std::nullopt;
    }
    if (!outcome.taken) return failed(task, *next, outcome.why);
    write([&](TenantTxn& txn) { outgoing_.told(txn, task.hook, *next); });
  }
  return std::nullopt;
}

Deliverer::Again Deliverer::failed(const Task& task, const Next& next, const std::string& why) {
  const auto failing = parts_.store.write_now(task.tenant, [&](TenantTxn& txn) {
    auto row = outgoing_.not_told(txn, task.hook, next, why);
    if (row && base::now() >= row->since + given_up_after) {
      outgoing_.stop(txn, task.hook, "nothing was taken for a day: " + why);
      row.reset();
    }
    return row;
  });
  if (!failing) return std::nullopt;
  return Clock::now() + somewhere_near(pause_after(failing->tries));
}

}  // namespace wardroom::webhooks
