#include "server/workspace_operations.h"

#include "server/on_pool.h"
#include "server/operator_of.h"

namespace wardroom::server {
namespace {

using operation::Audited;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

constexpr std::int64_t page_size = 50;
constexpr std::int64_t most_allowed = 1'000'000;
constexpr const char* registry_only = "what is told of a workspace is in the server's registry, not in it";

struct ListWorkspaces {
  std::optional<base::TenantId> after;
  std::optional<base::Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListWorkspaces, (), (after, limit))

struct WorkspacePage {
  std::vector<WorkspaceState> items;
  std::optional<base::TenantId> next;
};
BOOST_DESCRIBE_STRUCT(WorkspacePage, (), (items, next))

struct OneWorkspace {
  base::TenantId workspace;
};
BOOST_DESCRIBE_STRUCT(OneWorkspace, (), (workspace))

struct WorkspaceDetails {
  WorkspaceState workspace;
  // Not while it is suspended or its keys are withheld: it is not opened then.
  std::optional<Allowance> allowance;
  std::optional<WorkspaceUse> use;
};
BOOST_DESCRIBE_STRUCT(WorkspaceDetails, (), (workspace, allowance, use))

struct WorkspaceLink {
  std::string url;
};
BOOST_DESCRIBE_STRUCT(WorkspaceLink, (), (url))

struct SuspendWorkspace {
  base::TenantId workspace;
  std::optional<base::Text<0, 200>> reason;
};
BOOST_DESCRIBE_STRUCT(SuspendWorkspace, (), (workspace, reason))

using Limit = std::optional<base::Bounded<1, most_allowed>>;

struct AllowWorkspace {
  base::TenantId workspace;
  Limit people, channels, requests_per_second;
  std::optional<bool> compliance_log;
};
BOOST_DESCRIBE_STRUCT(AllowWorkspace, (), (workspace, people, channels, requests_per_second, compliance_log))

struct WipeWorkspace {
  base::TenantId workspace;
  base::Text<1, 64> confirm;
};
BOOST_DESCRIBE_STRUCT(WipeWorkspace, (), (workspace, confirm))

constexpr Operation<ListWorkspaces, WorkspacePage> list{
    .name = "server.workspaces",
    .method = Method::get,
    .path = "/server/workspaces",
    .summary = "The workspaces of this server, in the order they were made",
    .policy = Policy<ListWorkspaces>::server(registry_only),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneWorkspace, WorkspaceDetails> get{
    .name = "server.workspace",
    .method = Method::get,
    .path = "/server/workspaces/{workspace}",
    .summary = "Whether a workspace is in service, what it may have, and how much it has",
    .policy = Policy<OneWorkspace>::server("counts and sizes are told, nothing that somebody wrote"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Empty, WorkspaceLink> link{
    .name = "server.workspace_link",
    .method = Method::post,
    .path = "/server/workspaces",
    .summary = "A link, good once within a day, by which its first owner makes a workspace",
    .policy = Policy<Empty>::server("whoever uses the link owns the workspace; who made it does not").fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("workspace.link_created"),
};

constexpr Operation<SuspendWorkspace, WorkspaceState> suspend{
    .name = "server.workspace_suspend",
    .method = Method::post,
    .path = "/server/workspaces/{workspace}/suspend",
    .summary = "Nobody gets in and nothing in it is served, until it is resumed; everybody is cut off",
    .policy = Policy<SuspendWorkspace>::server("it is closed, not opened").fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("workspace.suspended"),
};

constexpr Operation<OneWorkspace, WorkspaceState> resume{
    .name = "server.workspace_resume",
    .method = Method::post,
    .path = "/server/workspaces/{workspace}/resume",
    .summary = "Serve a suspended workspace again, as it was",
    .policy = Policy<OneWorkspace>::server("for its own people").fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("workspace.resumed"),
};

constexpr Operation<AllowWorkspace, Allowance> allow{
    .name = "server.workspace_allow",
    .method = Method::put,
    .path = "/server/workspaces/{workspace}/allowance",
    .summary =
        "What a workspace may have: people, channels, requests a second, of which what is left out is not limited; and "
        "whether its compliance log is written, which stays when it is left out",
    .policy = Policy<AllowWorkspace>::server("numbers, not what is counted").fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("workspace.quota_set"),
};

constexpr Operation<WipeWorkspace, Empty> wipe{
    .name = "server.workspace_wipe",
    .method = Method::post,
    .path = "/server/workspaces/{workspace}/wipe",
    .summary = "Destroy the keys and the file of a suspended workspace, for good; confirm is its short name once more",
    .policy = Policy<WipeWorkspace>::server("it is destroyed, not opened").fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("workspace.wiped"),
};

// A suspended one, or one whose keys are withheld, tells only what the registry knows.
WorkspaceDetails details_of(const WorkspaceAdministration& administration, base::TenantId id) {
  WorkspaceDetails out{administration.get(id), std::nullopt, std::nullopt};
  try {
    out.allowance = administration.allowance(id);
    out.use = administration.use(id);
  } catch (const base::Problem&) {
    out.allowance.reset();
  }
  return out;
}

// Whether there is a compliance log is no limit: it is decided by saying so.
Allowance allowance_of(const WorkspaceAdministration& administration, const AllowWorkspace& in) {
  const auto value = [](const Limit& limit) {
    return limit ? std::optional<std::int64_t>(limit->value) : std::nullopt;
  };
  const bool log = in.compliance_log ? *in.compliance_log : administration.allowance(in.workspace).compliance_log;
  return {value(in.people), value(in.channels), value(in.requests_per_second), log};
}

WorkspacePage page_of(const WorkspaceAdministration& administration, const ListWorkspaces& in) {
  const std::int64_t limit = in.limit ? in.limit->value : page_size;
  WorkspacePage out{administration.list(in.after, limit + 1), std::nullopt};
  if (std::ssize(out.items) <= limit) return out;
  out.items.pop_back();
  out.next = out.items.back().id;
  return out;
}

}  // namespace

void declare_workspaces(operation::Registry& registry, const WorkspaceParts& parts) {
  using Administration = WorkspaceAdministration;
  on_pool(registry, parts.pool, parts.administration, list,
          [](const Administration& a, const auto&, const ListWorkspaces& in) { return page_of(a, in); });
  on_pool(registry, parts.pool, parts.administration, get,
          [](const Administration& a, const auto&, const OneWorkspace& in) { return details_of(a, in.workspace); });
  on_pool(registry, parts.pool, parts.administration, link,
          [&parts](const Administration& a, const auto& call, const Empty&) {
            a.record("workspace.link_created", std::nullopt, {}, operator_of(call));
            return WorkspaceLink{parts.identity.setup_link(parts.identity.issue_setup_token())};
          });
  on_pool(registry, parts.pool, parts.administration, suspend,
          [](const Administration& a, const auto& call, const SuspendWorkspace& in) {
            a.suspend(in.workspace, in.reason ? in.reason->value : "", operator_of(call));
            return a.get(in.workspace);
          });
  on_pool(registry, parts.pool, parts.administration, resume,
          [](const Administration& a, const auto& call, const OneWorkspace& in) {
            a.resume(in.workspace, operator_of(call));
            return a.get(in.workspace);
          });
  on_pool(registry, parts.pool, parts.administration, allow,
          [](const Administration& a, const auto& call, const AllowWorkspace& in) {
            a.allow(in.workspace, allowance_of(a, in), operator_of(call));
            return a.allowance(in.workspace);
          });
  on_pool(registry, parts.pool, parts.administration, wipe,
          [](const Administration& a, const auto& call, const WipeWorkspace& in) {
            if (in.confirm.value != a.get(in.workspace).slug) {
              throw base::invalid_field("body.confirm", "Give the workspace's short name. Nothing was done.");
            }
            a.wipe(in.workspace, operator_of(call));
            return Empty{};
          });
}

}  // namespace wardroom::server
