#include <fmt/format.h>

#include "audit/settings.h"
#include "server/audit_choice.h"
#include "server/audit_operations.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct AuditRetention {
  std::optional<std::int64_t> keep_days;
  bool written = true;  // false: the server's administrator lets this workspace have none
};
BOOST_DESCRIBE_STRUCT(AuditRetention, (), (keep_days, written))

struct SetAuditRetention {
  std::optional<base::Bounded<30, 36'500>> keep_days;  // none: for ever
  std::optional<audit::LogKind> log;
};
BOOST_DESCRIBE_STRUCT(SetAuditRetention, (), (keep_days, log))

constexpr Operation<OfLog, AuditRetention> get{
    .name = "audit.retention.get",
    .method = Method::get,
    .path = "/audit/retention",
    .summary = "How long entries of an audit log are kept, and whether it is written",
    .policy = Policy<OfLog>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<SetAuditRetention, AuditRetention> set{
    .name = "audit.retention.set",
    .method = Method::put,
    .path = "/audit/retention",
    .summary =
        "Say for how many days entries of an audit log are kept; without a number for ever. Older ones are "
        "removed within the hour, in blocks of 256; what is kept still verifies",
    .policy = Policy<SetAuditRetention>::needs(Permission::manage_privacy).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("audit.retention_changed"),
};

AuditRetention retention_of(const audit::LogTxn& log) { return {audit::keep_days(log), audit::is_written(log)}; }

AuditRetention changed(Call& call, const SetAuditRetention& in) {
  const auto days = in.keep_days ? std::optional<std::int64_t>(in.keep_days->value) : std::nullopt;
  const audit::LogTxn log(call.txn, chosen(in.log));
  audit::set_keep_days(log, days);
  call.target = log.name();
  call.detail = days ? fmt::format("{} days", *days) : "for ever";
  return retention_of(log);
}

}  // namespace

void declare_audit_retention(operation::Registry& registry) {
  registry.reads(get, [](Call& call, const OfLog& in) { return retention_of({call.txn, chosen(in.log)}); });
  registry.writes(set, [](Call& call, const SetAuditRetention& in) { return changed(call, in); });
}

}  // namespace wardroom::server
