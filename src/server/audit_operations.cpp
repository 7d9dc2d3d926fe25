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

struct ListAudit {
  std::optional<base::Bounded<0, (1LL << 53) - 1>> after;
  std::optional<base::Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListAudit, (), (after, limit))

struct AuditEntry {
  std::int64_t seq = 0;
  base::Timestamp at;
  std::string event, actor, target, address, request, session, outcome, detail;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (), (seq, at, event, actor, target, address, request, session, outcome, detail))

struct AuditPage {
  std::vector<AuditEntry> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (items, next))

struct AuditVerification {
  bool ok = false;
  std::int64_t entries = 0;
  std::string chain;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(AuditVerification, (), (ok, entries, chain, problem))

constexpr Operation<ListAudit, AuditPage> list{
    .name = "audit.list",
    .method = Method::get,
    .path = "/audit",
    .summary = "A page of the workspace's audit log, oldest first",
    .policy = Policy<ListAudit>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading; a log that grows by being read would never end"),
};

constexpr Operation<Empty, AuditVerification> verify{
    .name = "audit.verify",
    .method = Method::post,
    .path = "/audit/verify",
    .summary = "Check the hash chain from the first entry to the last",
    .policy = Policy<Empty>::needs(Permission::view_audit),
    .rate = Rate::costly,
    .audited = Audited::as("audit.verified"),
};

AuditPage page_of(const audit::AuditLog& log, Call& call, const ListAudit& in) {
  const auto limit = in.limit ? static_cast<int>(in.limit->value) : 50;
  auto entries = log.list(call.txn, in.after ? in.after->value : 0, limit + 1);
  AuditPage page;
  if (std::cmp_greater(entries.size(), limit)) {
    entries.pop_back();
    page.next = std::to_string(entries.back().seq);
  }
  for (auto& e : entries) {
    page.items.push_back({e.seq, e.at, std::move(e.event), std::move(e.actor), std::move(e.target),
                          std::move(e.address), std::move(e.request), std::move(e.session), std::move(e.outcome),
                          std::move(e.detail)});
  }
  return page;
}

}  // namespace

void declare_audit(operation::Registry& registry, const audit::AuditLog& log) {
  registry.reads(list, [&log](Call& call, const ListAudit& in) { return page_of(log, call, in); });
  registry.writes(verify, [&log](Call& call, const Empty&) {
    auto found = log.verify(call.txn);
    call.detail = found.ok ? "" : found.problem;
    return AuditVerification{found.ok, found.entries, std::move(found.chain),
                             found.ok ? std::nullopt : std::optional(std::move(found.problem))};
  });
}

}  // namespace wardroom::server
