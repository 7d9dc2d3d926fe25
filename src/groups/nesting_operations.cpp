#include "groups/groups.h"
#include "groups/inputs.h"
#include "groups/nesting.h"
#include "groups/operations.h"

namespace wardroom::groups {
namespace {

using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct OneSubgroup {
  base::GroupId group;
  base::GroupId subgroup;
};
BOOST_DESCRIBE_STRUCT(OneSubgroup, (), (group, subgroup))

constexpr Operation<OneGroup, GroupList> list{
    .name = "group.subgroups",
    .method = Method::get,
    .path = "/groups/{group}/subgroups",
    .summary = "The groups in a group, as far as one may know of them",
    .policy = Policy<OneGroup>::group(group_people<OneGroup>, "whoever may see who is in the group"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneSubgroup, Empty> put{
    .name = "group.subgroup_put",
    .method = Method::put,
    .path = "/groups/{group}/subgroups/{subgroup}",
    .summary = "Put a group into a group: whoever is in the one is in the other",
    .policy = Policy<OneSubgroup>::group(group_power<OneSubgroup, Power::manage_subgroups>,
                                         "with manage_subgroups in the group, by who may see who is in the subgroup"),
    .rate = Rate::writing,
    .audited = Audited::as("group.subgroup_added"),
};

constexpr Operation<OneSubgroup, Empty> remove{
    .name = "group.subgroup_remove",
    .method = Method::delete_,
    .path = "/groups/{group}/subgroups/{subgroup}",
    .summary = "Take a group out of a group",
    .policy = Policy<OneSubgroup>::group(group_power<OneSubgroup, Power::manage_subgroups>,
                                         "with manage_subgroups in the group, by who may know of the subgroup"),
    .rate = Rate::writing,
    .audited = Audited::as("group.subgroup_removed"),
};

}  // namespace

void declare_nesting(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const OneGroup& in) {
    return GroupList{named(parts, call.txn, call.caller, subgroups_of(call.txn, in.group))};
  });
  registry.writes(put, [&parts](Call& call, const OneSubgroup& in) {
    require_people(call.caller, call.txn, in.subgroup);
    call.target = in.group.text() + " " + in.subgroup.text();
    call.changed = nest(parts, call.txn, call.caller.user, in.group, in.subgroup);
    return Empty{};
  });
  registry.writes(remove, [&parts](Call& call, const OneSubgroup& in) {
    require_seen(call.caller, call.txn, in.subgroup);
    call.target = in.group.text() + " " + in.subgroup.text();
    if (!unnest(parts, call.txn, call.caller.user, in.group, in.subgroup)) {
      throw base::Problem(404, "not_a_subgroup", "This group is not in the other one.").at("path.subgroup");
    }
    return Empty{};
  });
}

}  // namespace wardroom::groups
