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
  std::optional<base::Text<1, 80>> name;
  std::optional<Language> language;
};
BOOST_DESCRIBE_STRUCT(UpdateWorkspace, (), (name, language))

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
    .summary = "Changes the workspace's name, or the language that search goes by. Its short name (slug) stays.",
    .policy = Policy<UpdateWorkspace>::needs(access::Permission::manage_server),
    .rate = Rate::writing,
    .audited = Audited::as("workspace.updated"),
};

void update_settings(const Workspaces& workspaces, operation::Call& call, const UpdateWorkspace& in) {
  if (!in.name && !in.language) throw base::invalid_field("body", "Give name, language, or both.");
  if (in.name) require_line(in.name->value, "body.name");
  call.target = call.txn.tenant().text();
  if (in.name) {
    workspaces.rename(call.txn, in.name->value, base::now());
    call.detail = "name: " + in.name->value;
  }
  if (in.language) {
    workspaces.set_language(call.txn, *in.language, base::now());
    call.detail += (in.name ? ", language: " : "language: ") + std::string(base::enum_name(*in.language));
  }
}

}  // namespace

void declare(operation::Registry& registry, Workspaces& workspaces) {
  registry.reads(
      get, [&workspaces](operation::Call& call, const operation::Empty&) { return workspaces.current(call.txn); });
  registry.writes(update, [&workspaces](operation::Call& call, const UpdateWorkspace& in) {
    update_settings(workspaces, call, in);
    return workspaces.current(call.txn);
  });
}

}  // namespace wardroom::workspace
