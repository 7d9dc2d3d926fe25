#include "keys/reencrypt.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "base/log.h"
#include "keys/queries.h"

namespace wardroom::keys {
namespace {

using Clock = std::chrono::steady_clock;
using store::TenantTxn;

constexpr int check_batch = 1000;
constexpr std::size_t max_examples = 20;

Reencrypted told(const queries::ReencryptionRow& row) {
  return {row.epoch,  row.state, row.column_name, row.looked_at, row.resealed,
          row.broken, row.total, row.began_at,    row.updated_at};
}

void store_row(TenantTxn& txn, const queries::ReencryptionRow& row) {
  txn.exec(queries::advance_reencryption, row.epoch, row.state, row.column_name, row.position, row.looked_at,
           row.resealed, row.broken, base::now());
}

std::int64_t old_in(const HeaderCounts& counts, std::uint32_t epoch) {
  std::int64_t old = 0;
  for (const auto& [kind, values] : counts) {
    if (kind.epoch != epoch) old += values;
  }
  return old;
}

constexpr std::chrono::microseconds longest_pause = std::chrono::milliseconds(250);

// Smaller steps when the writer is slow to answer, longer ones when it has time.
class Throttle {
 public:
  explicit Throttle(const Pace& pace) : pace_(pace), batch_(pace.smallest * 4) {}
  int batch() const { return batch_; }
  std::chrono::microseconds pause_after(Clock::duration took) {
    batch_ = std::clamp(took > pace_.wanted ? batch_ / 2 : batch_ + batch_ / 4 + 1, pace_.smallest, pace_.largest);
    const auto beyond = took > pace_.wanted ? 3.0 : 1.0;
    return std::min(std::chrono::duration_cast<std::chrono::microseconds>(took * (pace_.rest * beyond)), longest_pause);
  }
  // Looking costs next to nothing. What comes in meanwhile is new already: by small steps its end would run away.
  void nothing_was_old() { batch_ = pace_.largest; }

 private:
  Pace pace_;
  int batch_;
};

}  // namespace

std::optional<Reencrypted> Reencryption::status(TenantTxn& txn) {
  const auto row = txn.one<queries::ReencryptionRow>(queries::newest_reencryption);
  if (!row) return std::nullopt;
  return told(*row);
}

bool Reencryption::needed(TenantTxn& txn) const {
  const auto keys = keys_.open(txn.tenant());
  if (keys->epochs().size() < 2) return false;
  const auto last = status(txn);
  return !last || last->epoch != keys->epoch() || last->state != "done";
}

std::int64_t Reencryption::count_all(TenantTxn& txn) const {
  std::int64_t total = 0;
  for (const auto& column : columns_) {
    for (const auto& [kind, values] : column.count(txn)) total += values;
  }
  return total;
}

bool Reencryption::begin(TenantTxn& txn, std::int64_t total) const {
  const auto epoch = static_cast<std::int64_t>(keys_.open(txn.tenant())->epoch());
  const auto last = status(txn);
  if (last && last->epoch == epoch && last->state == "running") return false;
  txn.exec(queries::begin_reencryption, epoch, columns_.front().name, base::Bytes(), total, base::now());
  return true;
}

const SealedColumn* Reencryption::after(std::string_view name) const {
  const auto at = std::ranges::find(columns_, name, &SealedColumn::name);
  if (at == columns_.end() || std::next(at) == columns_.end()) return nullptr;
  return &*std::next(at);
}

bool Reencryption::step(TenantTxn& txn, int batch) const {
  auto row = txn.one<queries::ReencryptionRow>(queries::newest_reencryption);
  if (!row || row->state != "running" || row->column_name.empty()) return false;
  const auto keys = keys_.open(txn.tenant());
  if (std::cmp_not_equal(row->epoch, keys->epoch())) {  // rotated meanwhile: all over again, to that one
    begin(txn, row->total);
    return true;
  }
  const auto at = std::ranges::find(columns_, row->column_name, &SealedColumn::name);
  if (at == columns_.end())
    throw std::runtime_error("re-encryption is at a column that there is not: " + row->column_name);
  const auto walked = at->reseal(txn, *keys, row->position, batch);
  row->looked_at += walked.rows;
  row->resealed += walked.resealed;
  row->broken += static_cast<std::int64_t>(walked.broken.size());
  row->position = walked.position;
  for (const auto& broken : walked.broken) {
    base::log_error("re-encryption of {}: {} {} does not open and was left as it is", txn.tenant().text(), at->name,
                    broken);
  }
  if (walked.end) {
    const auto* const next = after(at->name);
    row->column_name = next ? next->name : "";
    row->position.clear();
  }
  store_row(txn, *row);
  return true;
}

bool Reencryption::may_begin(base::TenantId tenant, const std::string& name) const {
  const auto at = std::ranges::find(columns_, name, &SealedColumn::name);
  if (at == columns_.end() || at->waits_for.empty()) return true;
  const auto before = std::ranges::find(columns_, at->waits_for, &SealedColumn::name);
  if (before == columns_.end()) throw std::logic_error(name + " waits for a column that is not declared");
  const auto old = store_.read_now(
      tenant, [&](TenantTxn& txn) { return old_in(before->count(txn), keys_.open(txn.tenant())->epoch()); });
  return old == 0;
}

Reencrypted Reencryption::run(base::TenantId tenant, std::stop_token stop, const Pace& pace,
                              const std::function<void(const Reencrypted&)>& progress) const {
  Throttle throttle(pace);
  std::string allowed;  // the column whose turn was granted last
  std::optional<std::int64_t> moved_before;
  while (!stop.stop_requested()) {
    const auto now = store_.read_now(tenant, [](TenantTxn& txn) { return status(txn); });
    if (!now || now->state != "running") return now.value_or(Reencrypted{});
    if (progress) progress(*now);
    if (now->column != allowed && !may_begin(tenant, now->column)) return finish(tenant);
    allowed = now->column;
    if (moved_before == now->resealed) throttle.nothing_was_old();
    moved_before = now->resealed;
    const auto began = Clock::now();
    const bool more = store_.write_now(tenant, [&](TenantTxn& txn) { return step(txn, throttle.batch()); });
    if (!more) return finish(tenant);
    std::this_thread::sleep_for(throttle.pause_after(Clock::now() - began));
  }
  return store_.read_now(tenant, [](TenantTxn& txn) { return status(txn); }).value_or(Reencrypted{});
}

Reencrypted Reencryption::finish(base::TenantId tenant) const {
  store_.rekey_now(tenant);
  for (int tries = 0; tries < 25 && !store_.truncate_log_now(tenant); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  const auto old = store_.read_now(tenant, [this](TenantTxn& txn) { return old_values(txn); });
  return store_.write_now(tenant, [&](TenantTxn& txn) {
    auto row = txn.one<queries::ReencryptionRow>(queries::newest_reencryption).value();
    if (row.state != "running") return told(row);  // another process was faster
    row.state = old.total == 0 ? "done" : "stuck";
    row.column_name.clear();
    row.position.clear();
    store_row(txn, row);
    auto out = status(txn).value();
    if (ended_) ended_(txn, out);
    return out;
  });
}

OldValues Reencryption::old_values(TenantTxn& txn) const {
  const auto epoch = keys_.open(txn.tenant())->epoch();
  OldValues out;
  for (const auto& column : columns_) {
    const auto old = old_in(column.count(txn), epoch);
    if (old == 0) continue;
    out.by_column[column.name] = old;
    out.total += old;
  }
  return out;
}

Reencryption::Checked Reencryption::check(TenantTxn& txn) const {
  const auto keys = keys_.open(txn.tenant());
  Checked out;
  for (const auto& column : columns_) {
    base::Bytes position;
    for (bool end = false; !end;) {
      const auto walked = column.check(txn, *keys, position, check_batch);
      out.values += walked.rows;
      out.broken += static_cast<std::int64_t>(walked.broken.size());
      for (const auto& broken : walked.broken) {
        if (out.examples.size() < max_examples) out.examples.push_back(column.name + " " + broken);
      }
      position = walked.position;
      end = walked.end;
    }
  }
  return out;
}

}  // namespace wardroom::keys
