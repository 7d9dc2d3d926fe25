// Writing an entry, in a file of its own, so that a bench can leave it out (bench/null_audit).
#include <stdexcept>

#include "audit/details.h"
#include "audit/log.h"
#include "audit/queries.h"
#include "audit/settings.h"

namespace wardroom::audit {

using store::TenantTxn;

void AuditLog::append(TenantTxn& txn, const Entry& entry) const {
  const auto at = base::to_rfc3339(base::now());
  for (const auto kind : log_kinds) {
    const LogTxn log(txn, kind);
    if (entry.event.goes_into(kind) && is_written(log)) append_to(log, entry, at);
  }
  txn.on_commit([this, tenant = txn.tenant()] { tell_growth(tenant); });
}

void AuditLog::append_to(const LogTxn& txn, const Entry& entry, std::string_view at) const {
  const auto head = txn.one<queries::Head>(queries::head).value_or(queries::Head{});
  const auto seq = head.seq + 1;
  const auto detail =
      entry.detail.empty() ? std::string() : seal_detail(*keys_.open(txn.tenant()), txn.kind(), seq, entry.detail);
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

}  // namespace wardroom::audit
