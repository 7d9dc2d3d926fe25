#include <fmt/format.h>

#include "audit/prune.h"
#include "server/audit_operations.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct AuditRetention {
  std::optional<std::int64_t> keep_days;
};
BOOST_DESCRIBE_STRUCT(AuditRetention, (), (keep_days))

struct SetAuditRetention {
  std::optional<base::Bounded<30, 36'500>> keep_days;  // none: for ever
};
BOOST_DESCRIBE_STRUCT(SetAuditRetention, (), (keep_days))

constexpr Operation<Empty, AuditRetention> get{
    .name = "audit.retention.get",
    .method = Method::get,
    .path = "/audit/retention",
    .summary = "How long entries of the audit log are kept",
    .policy = Policy<Empty>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<SetAuditRetention, AuditRetention> set{
    .name = "audit.retention.set",
    .method = Method::put,
    .path = "/audit/retention",
    .summary =
        "Say for how many days entries of the audit log are kept; without a number for ever. Older ones are "
        "removed within the hour, in blocks of 256; what is kept still verifies",
    .policy = Policy<SetAuditRetention>::needs(Permission::manage_privacy).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("audit.retention_changed"),
};

AuditRetention changed(Call& call, const SetAuditRetention& in) {
  const auto days = in.keep_days ? std::optional<std::int64_t>(in.keep_days->value) : std::nullopt;
  audit::set_keep_days(call.txn, days);
  call.target = call.txn.tenant().text();
  call.detail = days ? fmt::format("{} days", *days) : "for ever";
  return {days};
}

}  // namespace

void declare_audit_retention(operation::Registry& registry) {
  registry.reads(get, [](Call& call, const Empty&) { return AuditRetention{audit::keep_days(call.txn)}; });
  registry.writes(set, [](Call& call, const SetAuditRetention& in) { return changed(call, in); });
}

}  // namespace wardroom::server
