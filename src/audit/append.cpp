// Writing an entry, in a file of its own, so that a bench can leave it out (bench/null_audit).
#include <stdexcept>

#include "audit/details.h"
#include "audit/log.h"
#include "audit/queries.h"

namespace wardroom::audit {

using store::TenantTxn;

void AuditLog::append(TenantTxn& txn, const Entry& entry) const {
  const auto head = txn.one<queries::Head>(queries::head).value_or(queries::Head{});
  const auto seq = head.seq + 1;
  const auto detail = entry.detail.empty() ? std::string() : seal_detail(*keys_.open(txn.tenant()), seq, entry.detail);
  const auto text = entry_text(log_name(txn.tenant()), seq,
                               {.actor = entry.actor,
                                .address = entry.address,
                                .at = base::to_rfc3339(base::now()),
                                .detail_sealed = detail,
                                .event = entry.event.name(),
                                .outcome = entry.outcome,
                                .request = entry.request,
                                .session = entry.session,
                                .target = entry.target});
  if (text.size() > max_entry_size) throw std::length_error("an audit entry is too long");
  txn.exec(queries::append, seq, text, next_chain(head.chain, text));
  txn.on_commit([this, tenant = txn.tenant()] { tell_growth(tenant); });
}

}  // namespace wardroom::audit
