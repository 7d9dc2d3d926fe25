#include "server/workspace_administration.h"

#include <fmt/format.h>

#include "audit/settings.h"
#include "base/log.h"
#include "chat/channels.h"
#include "identity/accounts.h"

namespace wardroom::server {
namespace {

// A running server beside wardroomctl reads what was decided every five seconds; nothing is wiped under its hands.
constexpr std::chrono::seconds settled{30};
constexpr std::chrono::seconds patience{10};

WorkspaceState state_of(const workspace::Registered& row, const workspace::Decided& decided) {
  WorkspaceState out{row.id, row.slug, row.created_at, std::nullopt, decided.operators == row.id};
  if (const auto since = decided.suspended.find(row.id); since != decided.suspended.end()) {
    out.suspended_at = since->second;
  }
  return out;
}

// The database, its log, and what SQLite keeps beside them.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& data, base::TenantId tenant) {
  std::vector<std::filesystem::path> out;
  for (const auto& each : std::filesystem::directory_iterator(data / "databases")) {
    if (each.path().filename().string().starts_with(tenant.text() + ".")) out.push_back(each.path());
  }
  return out;
}

// Who of another workspace it was is not theirs to know; the request finds it in the platform's log.
audit::Entry as_told(const audit::Entry& entry) {
  return {.event = entry.event, .target = entry.target, .request = entry.request, .detail = entry.detail};
}

std::string in_words(const std::optional<std::int64_t>& limit) { return limit ? std::to_string(*limit) : "no limit"; }

base::Problem in_service(std::string detail) { return {409, "workspace_in_service", std::move(detail)}; }

}  // namespace

std::string in_words(const Allowance& allowance) {
  return fmt::format("people: {}, channels: {}, requests a second: {}, compliance log: {}", in_words(allowance.people),
                     in_words(allowance.channels), in_words(allowance.requests_per_second),
                     allowance.compliance_log ? "yes" : "no");
}

std::vector<WorkspaceState> WorkspaceAdministration::list(std::optional<base::TenantId> after,
                                                          std::int64_t limit) const {
  return foundation_.store.read_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    const auto decided = workspace::decided(platform);
    std::vector<WorkspaceState> out;
    for (const auto& row : workspace::registered(platform, after, limit)) out.push_back(state_of(row, decided));
    return out;
  });
}

WorkspaceState WorkspaceAdministration::get(base::TenantId id) const {
  const auto found = foundation_.store.read_now(
      base::platform_tenant, [&](store::TenantTxn& platform) -> std::optional<WorkspaceState> {
        const auto row = workspace::registered(platform, id);
        return row ? std::optional(state_of(*row, workspace::decided(platform))) : std::nullopt;
      });
  if (!found) throw base::Problem(404, "workspace_not_found", "There is no such workspace on this server.");
  return *found;
}

Allowance WorkspaceAdministration::allowance(base::TenantId id) const {
  get(id);
  Allowance out;
  foundation_.store.read_now(id, [&](store::TenantTxn& txn) {
    const auto quotas = workspace::quotas(txn);
    out.people = quotas.people;
    out.channels = quotas.channels;
    out.compliance_log = audit::is_written({txn, audit::LogKind::compliance});
  });
  const auto plans = foundation_.store.read_now(base::platform_tenant, [](store::TenantTxn& platform) {
    return workspace::decided(platform).requests_per_second;
  });
  if (plans.contains(id)) out.requests_per_second = plans.at(id);
  return out;
}

WorkspaceUse WorkspaceAdministration::use(base::TenantId id) const {
  auto out = foundation_.store.read_now(
      id, [](store::TenantTxn& txn) { return WorkspaceUse{identity::active_people(txn), chat::channel_count(txn)}; });
  std::error_code gone;  // a file that ended meanwhile has no size
  for (const auto& file : files_of(data_, id)) {
    const auto size = std::filesystem::file_size(file, gone);
    if (!gone) out.bytes += static_cast<std::int64_t>(size);
  }
  return out;
}

audit::Entry WorkspaceAdministration::entry_of(audit::Event event, const std::string& target, const std::string& detail,
                                               const Operator& by) {
  return {.event = event,
          .actor = by.user,
          .target = target,
          .address = by.address,
          .request = by.request,
          .session = by.session,
          .detail = detail};
}

void WorkspaceAdministration::decide(const audit::Entry& entry, const Operator& by,
                                     const std::function<void(store::TenantTxn&)>& decision) const {
  foundation_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    decision(platform);
    foundation_.audit.append(platform, entry);
  });
  enforce();
  if (by.workspace) record_in(*by.workspace, entry);
}

void WorkspaceAdministration::tell(base::TenantId target, const audit::Entry& entry, const Operator& by) const {
  if (by.workspace == target) return;
  record_in(target, as_told(entry));
}

// One that is dark is administered all the same.
void WorkspaceAdministration::record_in(base::TenantId log, const audit::Entry& entry) const {
  try {
    foundation_.store.write_now(log, [&](store::TenantTxn& txn) { foundation_.audit.append(txn, entry); });
  } catch (const base::Problem& problem) {
    base::log_warning("the audit log of {} cannot be written now ({}); the platform's is", log.text(), problem.code());
  }
}

void WorkspaceAdministration::require_not_operators(const WorkspaceState& workspace) {
  if (!workspace.operators) return;
  throw base::Problem(409, "operators_workspace",
                      "This is the workspace of the server's operators. Whoever runs the server names another one "
                      "first: `wardroomctl workspace operators`.");
}

bool WorkspaceAdministration::suspend(base::TenantId id, const std::string& reason, const Operator& by) const {
  const auto workspace = get(id);
  require_not_operators(workspace);
  if (workspace.suspended_at) return false;
  const auto entry = entry_of("workspace.suspended", id.text(), reason, by);
  tell(id, entry, by);  // first: once it is suspended, a running server lets nobody write there
  decide(entry, by, [&](store::TenantTxn& platform) { workspace::suspend(platform, id, base::now()); });
  return true;
}

bool WorkspaceAdministration::resume(base::TenantId id, const Operator& by) const {
  if (!get(id).suspended_at) return false;
  const auto entry = entry_of("workspace.resumed", id.text(), {}, by);
  decide(entry, by, [&](store::TenantTxn& platform) { workspace::resume(platform, id); });
  tell(id, entry, by);
  return true;
}

// Quotas and logs are the workspace's own rows: changed in one transaction with their entry in its logs. That its
// compliance log ends is the last thing it says.
void WorkspaceAdministration::allow(base::TenantId id, const Allowance& allowance, const Operator& by) const {
  get(id);
  const auto entry = entry_of("workspace.quota_set", id.text(), in_words(allowance), by);
  foundation_.store.write_now(id, [&](store::TenantTxn& txn) {
    workspace::set_quotas(txn, {allowance.people, allowance.channels});
    if (allowance.compliance_log) audit::withhold_compliance_log(txn, false);
    if (by.workspace != id) foundation_.audit.append(txn, as_told(entry));
    if (!allowance.compliance_log) audit::withhold_compliance_log(txn, true);
  });
  decide(entry, by,
         [&](store::TenantTxn& platform) { workspace::set_plan(platform, id, allowance.requests_per_second); });
}

void WorkspaceAdministration::require_closed(base::TenantId id) const { require_closed(get(id)); }

void WorkspaceAdministration::require_closed(const WorkspaceState& workspace) const {
  if (!workspace.suspended_at) throw in_service("Suspend it first: nothing was done.");
  if (enforce_ || base::now() >= *workspace.suspended_at + settled) return;
  throw in_service(
      "It was suspended a moment ago, and the server may still have it open. Wait half a minute; nothing was done.");
}

void WorkspaceAdministration::wipe(base::TenantId id, const Operator& by) const {
  const auto workspace = get(id);
  require_not_operators(workspace);
  require_closed(workspace);
  if (!foundation_.store.close_now(id, patience)) {
    throw in_service("A transaction of it is still under way. Try again in a moment; nothing was done.");
  }
  // Keys first: from then on nothing of it opens.
  if (foundation_.keys.has(id)) foundation_.keys.destroy_tenant(id);
  for (const auto& file : files_of(data_, id)) std::filesystem::remove(file);
  decide(entry_of("workspace.wiped", id.text(), workspace.slug, by), by,
         [&](store::TenantTxn& platform) { workspace::drop(platform, id); });
  foundation_.recovery.update();
}

void WorkspaceAdministration::set_operators(std::optional<base::TenantId> id, const Operator& by) const {
  const auto entry = entry_of("workspace.operators_set", id ? id->text() : "", id ? get(*id).slug : "nobody", by);
  decide(entry, by, [&](store::TenantTxn& platform) { workspace::set_operators(platform, id, base::now()); });
  if (id) tell(*id, entry, by);
}

void WorkspaceAdministration::record(audit::Event event, std::optional<base::TenantId> id, const std::string& detail,
                                     const Operator& by) const {
  const auto entry = entry_of(event, id ? id->text() : "", detail, by);
  decide(entry, by, [](store::TenantTxn&) {});
  if (id) tell(*id, entry, by);
}

void WorkspaceAdministration::record(audit::Event event, const std::string& target, const std::string& detail,
                                     const Operator& by) const {
  decide(entry_of(event, target, detail, by), by, [](store::TenantTxn&) {});
}

}  // namespace wardroom::server
