#include <fmt/format.h>
#include <fmt/ranges.h>

#include "groups/inputs.h"
#include "groups/managers.h"
#include "groups/operations.h"

namespace wardroom::groups {
namespace {

using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct PutManager {
  base::GroupId group;
  base::UserId user;
  std::vector<Power> powers;
};
BOOST_DESCRIBE_STRUCT(PutManager, (), (group, user, powers))

constexpr std::string_view rule = "with appoint_managers in the group, of powers one holds there oneself";

constexpr Operation<OneGroup, ManagerList> list{
    .name = "group.managers",
    .method = Method::get,
    .path = "/groups/{group}/managers",
    .summary = "Who manages a group, with which powers",
    .policy = Policy<OneGroup>::group(group_people<OneGroup>, "whoever may see who is in the group"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<PutManager, ManagerList> put{
    .name = "group.manager_put",
    .method = Method::put,
    .path = "/groups/{group}/managers/{user}",
    .summary = "Let somebody manage a group, with the powers named",
    .policy = Policy<PutManager>::group(group_power<PutManager, Power::appoint_managers>, rule),
    .rate = Rate::writing,
    .audited = Audited::as("group.manager_appointed"),
};

constexpr Operation<OneGroupMember, ManagerList> remove{
    .name = "group.manager_remove",
    .method = Method::delete_,
    .path = "/groups/{group}/managers/{user}",
    .summary = "Let somebody manage a group no more",
    .policy = Policy<OneGroupMember>::group(group_seen<OneGroupMember>,
                                            "oneself; others with appoint_managers, of powers one holds oneself"),
    .rate = Rate::writing,
    .audited = Audited::as("group.manager_dismissed"),
};

std::string told(PowerSet powers) { return fmt::format("{}", fmt::join(powers.names(), ", ")); }

}  // namespace

void declare_managers(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const OneGroup& in) { return managers_of(parts, call.txn, in.group); });
  registry.writes(put, [&parts](Call& call, const PutManager& in) {
    if (in.powers.empty()) throw base::invalid_field("body.powers", "Choose at least one power.");
    const auto powers = PowerSet::of(in.powers);
    const auto group = require_power(call.caller, call.txn, in.group, Power::appoint_managers);
    call.target = in.group.text() + " " + in.user.text();
    call.detail = told(powers);
    call.changed = appoint(parts, call.txn, call.caller.user, group, in.user, powers);
    return managers_of(parts, call.txn, in.group);
  });
  registry.writes(remove, [&parts](Call& call, const OneGroupMember& in) {
    const auto group = in.user == call.caller.user
                           ? require_seen(call.caller, call.txn, in.group)
                           : require_power(call.caller, call.txn, in.group, Power::appoint_managers);
    call.target = target_of(in);
    call.detail = told(dismiss(parts, call.txn, group, in.user));
    return managers_of(parts, call.txn, in.group);
  });
}

}  // namespace wardroom::groups
