#include "server/audit_operations.h"

#include "audit/search.h"
#include "server/audit_choice.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListAudit {
  std::optional<audit::LogKind> log;
  std::optional<base::Bounded<0, (1LL << 53) - 1>> after;
  std::optional<base::Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListAudit, (), (log, after, limit))

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
  std::int64_t first = 1;
  std::int64_t entries = 0;
  std::int64_t checkpoint = 0;
  std::string chain;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(AuditVerification, (), (ok, first, entries, checkpoint, chain, problem))

constexpr Operation<ListAudit, AuditPage> list{
    .name = "audit.list",
    .method = Method::get,
    .path = "/audit",
    .summary =
        "A page of one of the workspace's audit logs, oldest first. log: security, if none is named, or compliance",
    .policy = Policy<ListAudit>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading; a log that grows by being read would never end"),
};

constexpr Operation<OfLog, AuditVerification> verify{
    .name = "audit.verify",
    .method = Method::get,
    .path = "/audit/verify",
    .summary = "Check the hash chain from the first entry that is kept to the last, and against the newest checkpoint",
    .policy = Policy<OfLog>::needs(Permission::view_audit),
    .rate = Rate::costly,
    .audited = Audited::as("audit.verified"),
};

using EventText = base::Text<1, 64>;
using Word = base::Text<1, 200>;

struct SearchAudit {
  std::optional<audit::LogKind> log;
  std::optional<base::Bounded<1, (1LL << 53) - 1>> before;
  std::optional<base::Bounded<1, 200>> limit;
  std::optional<EventText> event;
  std::optional<Word> actor, target, address, outcome;
  std::optional<base::Timestamp> from, until;
};
BOOST_DESCRIBE_STRUCT(SearchAudit, (), (log, before, limit, event, actor, target, address, outcome, from, until))

constexpr Operation<SearchAudit, AuditPage> find{
    .name = "audit.search",
    .method = Method::get,
    .path = "/audit/search",
    .summary =
        "The audit log newest first, as far as conditions say; event: a name, or a family like \"auth.\". A page may "
        "be "
        "short or empty and have a `next`: go on with it as `before`",
    .policy = Policy<SearchAudit>::needs(Permission::view_audit),
    .rate = Rate::searching,
    .audited = Audited::no("reading; a log that grows by being read would never end"),
};

AuditEntry shown(audit::Recorded&& e) {
  return {e.seq,
          e.at,
          std::move(e.event),
          std::move(e.actor),
          std::move(e.target),
          std::move(e.address),
          std::move(e.request),
          std::move(e.session),
          std::move(e.outcome),
          std::move(e.detail)};
}

std::optional<std::string> text_of(const std::optional<Word>& word) {
  return word ? std::optional(word->value) : std::nullopt;
}

AuditPage found(keys::KeyStore& keys, Call& call, const SearchAudit& in) {
  audit::Search wanted{.limit = in.limit ? static_cast<int>(in.limit->value) : 50,
                       .actor = text_of(in.actor),
                       .target = text_of(in.target),
                       .address = text_of(in.address),
                       .outcome = text_of(in.outcome),
                       .from = in.from,
                       .until = in.until};
  if (in.before) wanted.before = in.before->value;
  if (in.event) wanted.event = in.event->value;
  auto result = audit::search({call.txn, chosen(in.log)}, keys, wanted);
  AuditPage page;
  for (auto& each : result.items) page.items.push_back(shown(std::move(each)));
  if (result.next) page.next = std::to_string(*result.next);
  return page;
}

AuditPage page_of(const audit::AuditLog& log, Call& call, const ListAudit& in) {
  const auto limit = in.limit ? static_cast<int>(in.limit->value) : 50;
  auto entries = log.list({call.txn, chosen(in.log)}, in.after ? in.after->value : 0, limit + 1);
  AuditPage page;
  if (std::cmp_greater(entries.size(), limit)) {
    entries.pop_back();
    page.next = std::to_string(entries.back().seq);
  }
  for (auto& each : entries) page.items.push_back(shown(std::move(each)));
  return page;
}

// Reads the whole log without holding up anybody's writes; its own entry comes after.
void run_verify(store::Store& store, const audit::AuditLog& log, audit::LogKind kind,
                AsyncCall<AuditVerification> given) {
  auto call = std::make_shared<AsyncCall<AuditVerification>>(std::move(given));
  auto found = std::make_shared<audit::Verification>();
  const auto record = [&log, kind, call, found](store::TenantTxn& txn) {
    audit::Entry entry{.event = "audit.verified", .target = audit::log_name(txn.tenant(), kind)};
    entry.actor = call->caller->user.text();
    entry.address = call->origin.address;
    entry.request = call->origin.request.text();
    entry.session = call->caller->session.text();
    entry.outcome = found->ok ? "ok" : "failed";
    entry.detail = found->problem;
    log.append(txn, entry);
  };
  const auto answer = [call, found](std::exception_ptr error) {
    if (error) return call->fail(std::move(error));
    call->reply({found->ok, found->first, found->entries, found->checkpoint, found->chain,
                 found->ok ? std::nullopt : std::optional(found->problem)});
  };
  store.read(
      call->caller->tenant, [&log, kind, found](store::TenantTxn& txn) { *found = log.verify({txn, kind}); },
      [&store, call, record, answer](std::exception_ptr error) {
        if (error) return call->fail(std::move(error));
        store.write(call->caller->tenant, record, answer);
      });
}

}  // namespace

void declare_audit(operation::Registry& registry, store::Store& store, keys::KeyStore& keys,
                   const audit::AuditLog& log) {
  registry.reads(list, [&log](Call& call, const ListAudit& in) { return page_of(log, call, in); });
  registry.reads(find, [&keys](Call& call, const SearchAudit& in) { return found(keys, call, in); });
  registry.async(verify, [&store, &log](AsyncCall<AuditVerification> call, const OfLog& in) {
    run_verify(store, log, chosen(in.log), std::move(call));
  });
}

}  // namespace wardroom::server
