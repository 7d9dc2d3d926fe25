#include "workspace/operations.h"

#include "workspace/line.h"

namespace wardroom::workspace {
namespace {

using operation::Audited;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct UpdateWorkspace {
  base::Text<1, 80> name;
};
BOOST_DESCRIBE_STRUCT(UpdateWorkspace, (), (name))

constexpr Operation<operation::Empty, Workspace> get{
    .name = "workspace.get",
    .method = Method::get,
    .path = "/workspace",
    .summary = "The workspace you are signed in to.",
    .policy = Policy<operation::Empty>::member("its name is on every page"),
    .rate = Rate::reading,
    .audited = Audited::no("it changes nothing"),
};

constexpr Operation<UpdateWorkspace, Workspace> update{
    .name = "workspace.update",
    .method = Method::patch,
    .path = "/workspace",
    .summary = "Renames the workspace. Its short name (slug) stays.",
    .policy = Policy<UpdateWorkspace>::needs(access::Permission::manage_server),
    .rate = Rate::writing,
    .audited = Audited::as("workspace.updated"),
};

}  // namespace

void declare(operation::Registry& registry, Workspaces& workspaces) {
  registry.reads(
      get, [&workspaces](operation::Call& call, const operation::Empty&) { return workspaces.current(call.txn); });
  registry.writes(update, [&workspaces](operation::Call& call, const UpdateWorkspace& in) {
    require_line(in.name.value, "body.name");
    workspaces.rename(call.txn, in.name.value, base::now());
    call.target = call.txn.tenant().text();
    call.detail = "name: " + in.name.value;
    return workspaces.current(call.txn);
  });
}

}  // namespace wardroom::workspace
