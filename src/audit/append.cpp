// Writing an entry, in a file of its own, so that a bench can leave it out (bench/null_audit).
#include <stdexcept>

#include "audit/details.h"
#include "audit/log.h"
#include "audit/queries.h"
#include "audit/settings.h"

namespace wardroom::audit {

using store::TenantTxn;

namespace {

// keys: to seal the detail by; none without one.
void append_to(const LogTxn& txn, const keys::TenantKeys* keys, const Entry& entry, std::string_view at) {
  const auto head = txn.one<queries::Head>(queries::head).value_or(queries::Head{});
  const auto seq = head.seq + 1;
  const auto detail = keys ? seal_detail(*keys, txn.kind(), seq, entry.detail) : std::string();
  const auto text = entry_text(txn.name(), seq,
                               {.actor = entry.actor,
                                .address = entry.address,
                                .at = at,
                                .detail_sealed = detail,
                                .event = entry.event.name(),
                                .outcome = entry.outcome,
                                .request = entry.request,
                                .session = entry.session,
                                .target = entry.target});
  if (text.size() > max_entry_size) throw std::length_error("an audit entry is too long");
  txn.exec(queries::append, seq, text, next_chain(head.chain, text));
}

}  // namespace

void AuditLog::append(TenantTxn& txn, const Entry& entry) const {
  const auto at = base::to_rfc3339(base::now());
  const auto keys = entry.detail.empty() ? nullptr : keys_.open(txn.tenant());
  for (const auto kind : log_kinds) {
    const LogTxn log(txn, kind);
    if (entry.event.goes_into(kind) && is_written(log)) append_to(log, keys.get(), entry, at);
  }
  txn.on_commit([this, tenant = txn.tenant()] { tell_growth(tenant); });
}

}  // namespace wardroom::audit
