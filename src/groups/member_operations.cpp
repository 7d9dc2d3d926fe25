#include "groups/groups.h"
#include "groups/inputs.h"
#include "groups/members.h"
#include "groups/operations.h"

namespace wardroom::groups {
namespace {

using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListGroupMembers {
  base::GroupId group;
  std::optional<base::UserId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListGroupMembers, (), (group, after, limit))

struct OnePerson {
  base::UserId user;
};
BOOST_DESCRIBE_STRUCT(OnePerson, (), (user))

constexpr auto managing = Policy<OneGroupMember>::group(group_power<OneGroupMember, Power::manage_members>,
                                                        "with the power manage_members in the group");

constexpr Operation<ListGroupMembers, GroupMemberPage> list{
    .name = "group.members",
    .method = Method::get,
    .path = "/groups/{group}/members",
    .summary = "Who is in a group and through what; for who may change that also who is kept out",
    .policy = Policy<ListGroupMembers>::group(group_people<ListGroupMembers>,
                                              "everybody, if it is public; else who is in it or manages it"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneGroupMember, GroupMember> put{
    .name = "group.member_put",
    .method = Method::put,
    .path = "/groups/{group}/members/{user}",
    .summary = "Put somebody into a group by hand",
    .policy = managing,
    .rate = Rate::writing,
    .audited = Audited::as("group.member_added"),
};

constexpr Operation<OneGroupMember, GroupMember> remove{
    .name = "group.member_remove",
    .method = Method::delete_,
    .path = "/groups/{group}/members/{user}",
    .summary = "Take somebody out of a group; who is in by something else as well is kept out from now on",
    .policy = managing,
    .rate = Rate::writing,
    .audited = Audited::as("group.member_removed"),
};

constexpr Operation<OneGroupMember, GroupMember> lift{
    .name = "group.member_readmit",
    .method = Method::delete_,
    .path = "/groups/{group}/kept-out/{user}",
    .summary = "Lift the decision that keeps somebody out of a group; what else puts them in counts again",
    .policy = managing,
    .rate = Rate::writing,
    .audited = Audited::as("group.member_readmitted"),
};

constexpr Operation<OnePerson, GroupsOfPerson> of_person{
    .name = "user.groups",
    .method = Method::get,
    .path = "/users/{user}/groups",
    .summary = "The groups a person is in, and what puts them in",
    .policy = Policy<OnePerson>::member("as far as one may see who is in them"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

GroupMember answer(const Parts& parts, Call& call, const OneGroupMember& in) {
  return member_of(parts, call.txn, call.caller, in.group, parts.directory.get(call.txn, in.user));
}

}  // namespace

void declare_members(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const ListGroupMembers& in) {
    const auto group = require_people(call.caller, call.txn, in.group);
    return list_members(parts, call.txn, call.caller, group, in.after.value_or(base::UserId{}),
                        in.limit ? in.limit->value : 50);
  });
  registry.reads(of_person, [&parts](Call& call, const OnePerson& in) {
    return groups_of(parts, call.txn, call.caller, parts.directory.get(call.txn, in.user).id);
  });
  registry.writes(put, [&parts](Call& call, const OneGroupMember& in) {
    call.target = target_of(in);
    call.changed = put_in(parts, call.txn, call.caller.user, in.group, in.user);
    return answer(parts, call, in);
  });
  registry.writes(remove, [&parts](Call& call, const OneGroupMember& in) {
    call.target = target_of(in);
    if (!take_out(parts, call.txn, call.caller.user, in.group, in.user)) {
      throw base::Problem(404, "not_in_group", "This person is not in the group.").at("path.user");
    }
    auto out = answer(parts, call, in);
    if (out.kept_out_by) call.detail = "kept out";
    return out;
  });
  registry.writes(lift, [&parts](Call& call, const OneGroupMember& in) {
    call.target = target_of(in);
    if (!readmit(parts, call.txn, call.caller.user, in.group, in.user)) {
      throw base::Problem(404, "not_kept_out", "Nobody decided to keep this person out.").at("path.user");
    }
    return answer(parts, call, in);
  });
}

}  // namespace wardroom::groups
