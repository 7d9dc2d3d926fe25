#include "server/witnesses.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/checkpoint.h"
#include "audit/proofs.h"
#include "audit/witness.h"
#include "base/lines.h"
#include "base/log.h"

namespace wardroom::server {
namespace {

using store::TenantTxn;

constexpr std::chrono::milliseconds patience{5'000};
constexpr std::chrono::seconds between_tries{60};

// Of an answer 409: the size that the witness saw last.
std::optional<std::int64_t> size_in(std::string_view body) {
  const auto size = base::read_decimal(base::take_line(body).value_or(""));
  return size && std::in_range<std::int64_t>(*size) ? std::optional(static_cast<std::int64_t>(*size)) : std::nullopt;
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, std::min<std::size_t>(text.find('\n'), 200)));
}

}  // namespace

WitnessSettings::One read_witness(const std::string& text) {
  const auto space = text.find(' ');
  const auto key = space == std::string::npos ? std::nullopt : crypto::read_verifier_key(text.substr(space + 1));
  if (!key || key->type != crypto::NoteKey::cosigner) {
    throw std::invalid_argument("use \"URL KEY\", with the key that `wardroomctl audit witness` prints, not '" + text +
                                "'");
  }
  try {
    const outbound::Https tried(text.substr(0, space), {});
  } catch (const outbound::BadUrl& fault) {
    throw std::invalid_argument(fault.what());
  }
  return {text.substr(0, space), *key};
}

Witnesses::Witnesses(const WitnessSettings& settings, store::Store& store, const audit::AuditLog& log)
    : store_(store), log_(log) {
  for (const auto& each : settings.all) {
    outbound::Https::Options options{.timeout = patience};
    if (!settings.ca_file.empty()) options.ca_file = settings.ca_file;
    witnesses_.push_back({each.key, outbound::Https(each.url, options)});
  }
}

void Witnesses::start(std::vector<base::TenantId> all) {
  if (witnesses_.empty()) return;
  waiting_.insert(all.begin(), all.end());
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Witnesses::post(base::TenantId tenant) {
  if (witnesses_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    waiting_.insert(tenant);
  }
  wake_.notify_all();
}

void Witnesses::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

std::set<base::TenantId> Witnesses::take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, stop, between_tries, [this] { return !waiting_.empty(); });
  return std::exchange(waiting_, {});
}

void Witnesses::run(const std::stop_token& stop) {
  std::set<base::TenantId> again;
  auto next_try = std::chrono::steady_clock::now() + between_tries;
  while (!stop.stop_requested()) {
    auto now = take(stop);
    if (std::chrono::steady_clock::now() >= next_try) {
      now.merge(std::exchange(again, {}));
      next_try = std::chrono::steady_clock::now() + between_tries;
    }
    for (const auto& tenant : now) {
      if (stop.stop_requested()) return;
      if (!asked_all(tenant)) again.insert(tenant);
    }
  }
}

bool Witnesses::asked_all(base::TenantId tenant) try {
  bool all = true;  // what is wrong with one log is no reason not to ask for the other
  for (const auto kind : audit::log_kinds) {
    if (has_checkpoint(tenant, kind) && ask(tenant, kind) < witnesses_.size()) all = false;
  }
  return all;
} catch (const std::exception& error) {
  base::log_error("asking the witnesses of the logs of {} failed: {}", tenant.text(), error.what());
  return false;
}

bool Witnesses::has_checkpoint(base::TenantId tenant, audit::LogKind kind) const {
  return store_.read_now(tenant, [&](TenantTxn& txn) { return audit::newest_head({txn, kind}).has_value(); });
}

std::size_t Witnesses::ask(base::TenantId tenant, audit::LogKind kind) {
  std::size_t cosigned = 0;
  for (const auto& witness : witnesses_) {
    const auto answer = ask_one(witness, tenant, kind);
    tell_change(witness, tenant, kind, answer);
    if (answer.outcome == Outcome::cosigned) ++cosigned;
  }
  return cosigned;
}

Witnesses::Answer Witnesses::ask_one(const One& witness, base::TenantId tenant, audit::LogKind kind) const try {
  const auto known = store_.read_now(
      tenant, [&](TenantTxn& txn) { return audit::last_cosigned({txn, kind}, witness.key.name).value_or(0); });
  return submit(witness, tenant, kind, known);
} catch (const base::Problem& problem) {  // what it saw was pruned, or the tenant is dark
  return {Outcome::silent, problem.what()};
}

Witnesses::Answer Witnesses::submit(const One& witness, base::TenantId tenant, audit::LogKind kind,
                                    std::int64_t old_size) const {
  auto from = old_size;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto head = store_.read_now(tenant, [&](TenantTxn& txn) { return audit::newest_head({txn, kind}); });
    if (!head) return {Outcome::silent, "there is no checkpoint yet"};
    if (from > head->size) {
      return {Outcome::refused,
              fmt::format("it saw {} entries, and the log has {}: entries were cut off", from, head->size)};
    }
    const auto growth = store_.read_now(tenant, [&](TenantTxn& txn) { return audit::prove_growth({txn, kind}, from); });
    const auto body = audit::checkpoint_request(static_cast<std::uint64_t>(from), growth.hashes, growth.note);
    const auto answer = witness.https.post("/add-checkpoint", {"Content-Type: text/plain; charset=utf-8"}, body);
    if (!answer) return {Outcome::silent, answer.error().why};
    if (answer->status == 200) {
      const auto text = crypto::split_note(growth.note)->text;
      const auto lines = crypto::good_cosignatures(text, answer->body, witness.key);
      if (lines.empty()) return {Outcome::refused, "what it answered is not its cosignature"};
      store_.write_now(
          tenant, [&](TenantTxn& txn) { audit::put_cosignature({txn, kind}, witness.key.name, growth.to, lines); });
      return {Outcome::cosigned, {}};
    }
    if (answer->status == 403 && hand_over(witness, tenant, kind)) continue;
    if (answer->status == 404) {
      return {Outcome::silent, "it does not know this log: tell it to trust what `wardroomctl audit key` prints"};
    }
    const auto seen = answer->status == 409 ? size_in(answer->body) : std::nullopt;
    if (!seen || *seen == from)
      return {Outcome::refused, fmt::format("{} {}", answer->status, first_line(answer->body))};
    from = *seen;
  }
  return {Outcome::silent, "it saw the log grow meanwhile"};
}

// After a rotation it may know the log by an older key. Answers whether it took one of the hand-overs.
bool Witnesses::hand_over(const One& witness, base::TenantId tenant, audit::LogKind kind) const {
  const auto links =
      store_.read_now(tenant, [&](TenantTxn& txn) { return audit::checkpoint_chain(tenant, kind).links(txn); });
  bool taken = false;
  for (const auto& link : links) {
    if (link.handover.empty()) continue;
    const auto answer = witness.https.post("/add-key", {"Content-Type: text/plain; charset=utf-8"}, link.handover);
    taken = (answer && answer->status == 200) || taken;
  }
  return taken;
}

void Witnesses::tell_change(const One& witness, base::TenantId tenant, audit::LogKind kind, const Answer& answer) {
  const auto log = audit::log_name(tenant, kind);
  {
    const std::lock_guard lock(mutex_);
    const auto [at, first] = last_.try_emplace({witness.key.name, log}, Outcome::cosigned);
    if (at->second == answer.outcome) return;
    at->second = answer.outcome;
  }
  const auto& name = witness.key.name;
  if (answer.outcome == Outcome::cosigned) return base::log_info("the witness {} cosigns {} again", name, log);
  if (answer.outcome == Outcome::silent) {
    return base::log_warning("the witness {} did not cosign {}: {}; it is asked again", name, log, answer.why);
  }
  base::log_error("the witness {} refuses to cosign {}: {}", name, log, answer.why);
  store_.write_now(tenant, [&](TenantTxn& txn) {
    log_.append(
        txn,
        {.event = "audit.witness_refused", .target = name + " " + log, .outcome = "refused", .detail = answer.why});
  });
}

}  // namespace wardroom::server
