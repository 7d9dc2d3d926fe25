#include "workspace/decisions.h"

#include "workspace/queries.h"

namespace wardroom::workspace {
namespace {

struct SuspendedRow {
  WorkspaceId id;
  base::Timestamp since;
};
BOOST_DESCRIBE_STRUCT(SuspendedRow, (), (id, since))

struct PlanRow {
  WorkspaceId id;
  std::int64_t requests_per_second = 0;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (), (id, requests_per_second))

}  // namespace

Decided decided(store::TenantTxn& platform) {
  Decided out;
  for (const auto& row : platform.all<SuspendedRow>(queries::suspended)) out.suspended.emplace(row.id, row.since);
  for (const auto& row : platform.all<PlanRow>(queries::plans)) {
    out.requests_per_second.emplace(row.id, row.requests_per_second);
  }
  out.operators = platform.one<WorkspaceId>(queries::operators);
  return out;
}

bool Decisions::suspended(WorkspaceId id) const { return now_.load()->suspended.contains(id); }

std::optional<std::int64_t> Decisions::requests_per_second(WorkspaceId id) const {
  const auto now = now_.load();
  const auto plan = now->requests_per_second.find(id);
  return plan == now->requests_per_second.end() ? std::nullopt : std::optional(plan->second);
}

bool Decisions::are_operators(WorkspaceId id) const { return now_.load()->operators == id; }

std::shared_ptr<const Decided> Decisions::replace(std::shared_ptr<const Decided> now) {
  return now_.exchange(std::move(now));
}

base::Problem suspended_problem() {
  return {403, std::string(workspace_suspended), "This workspace is suspended. Ask the administrator of the server."};
}

}  // namespace wardroom::workspace
