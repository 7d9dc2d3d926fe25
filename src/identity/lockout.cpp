#include "identity/lockout.h"

#include <algorithm>

#include "base/problem.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "net/peer_address.h"

namespace wardroom::identity {
namespace {

constexpr std::chrono::seconds longest_lock = std::chrono::hours(1);

Lockout::Subject subject_of(std::string what, std::chrono::seconds memory) {
  const auto hash = crypto::sha256(base::as_bytes(what));
  return {std::move(what), hash, memory};
}

}  // namespace

Lockout::Subject Lockout::account(std::string_view username) {
  return subject_of("account " + std::string(username), std::chrono::hours(24));
}

Lockout::Subject Lockout::address(std::string_view address) {
  return subject_of("address " + net::network_of(address), std::chrono::minutes(15));
}

void Lockout::require_open(store::TenantTxn& txn, const Subject& subject) const {
  const auto row = txn.one<FailuresRow>(queries::failures_of, subject.hash);
  const auto now = parts_.now();
  if (!row || row->locked_until <= now) return;
  const auto wait = (row->locked_until.ms - now.ms + 999) / 1000;
  throw base::Problem(429, "locked_out",
                      "Too many failed attempts; wait " + std::to_string((wait + 59) / 60) + " minutes and try again.")
      .retry_after(static_cast<int>(wait));
}

bool Lockout::count_failure(store::TenantTxn& txn, const Subject& subject) const {
  const auto now = parts_.now();
  const auto row = txn.one<FailuresRow>(queries::failures_of, subject.hash);
  const bool fresh = !row || row->last_at + subject.memory < now;
  const auto failures = fresh ? 1 : row->failures + 1;
  const auto rounds = failures / parts_.options.lockout_failures;
  const bool locks = failures % parts_.options.lockout_failures == 0;
  const auto lock = std::min<std::chrono::seconds>(parts_.options.lockout_time * rounds, longest_lock);
  txn.exec(queries::put_failures, subject.hash, failures, now, locks ? now + lock : base::Timestamp{0});
  return locks;
}

void Lockout::record_failure(store::TenantTxn& txn, const audit::Entry& failure,
                             std::span<const Subject> subjects) const {
  parts_.audit.append(txn, failure);
  for (const auto& subject : subjects) {
    if (!count_failure(txn, subject)) continue;
    auto entry = failure;
    entry.event = "auth.locked_out";
    entry.detail = subject.what;
    parts_.audit.append(txn, entry);
  }
}

void Lockout::clear(store::TenantTxn& txn, const Subject& subject) const {
  txn.exec(queries::clear_failures, subject.hash);
}

}  // namespace wardroom::identity
