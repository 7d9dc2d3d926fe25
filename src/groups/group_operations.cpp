#include <fmt/format.h>

#include "groups/groups.h"
#include "groups/inputs.h"
#include "groups/nesting.h"
#include "groups/operations.h"

namespace wardroom::groups {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListGroups {
  std::optional<base::GroupId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListGroups, (), (after, limit))

struct CreateGroup {
  GroupName name;
  Visibility visibility{};
  std::optional<Description> description;
  std::optional<MentionableBy> mentionable_by;
  std::optional<base::GroupId> parent;  // the group that it becomes a subgroup of
};
BOOST_DESCRIBE_STRUCT(CreateGroup, (), (name, visibility, description, mentionable_by, parent))

struct UpdateGroup {
  base::GroupId group;
  std::optional<GroupName> name;
  std::optional<Description> description;
  std::optional<Visibility> visibility;
  std::optional<MentionableBy> mentionable_by;
};
BOOST_DESCRIBE_STRUCT(UpdateGroup, (), (group, name, description, visibility, mentionable_by))

constexpr Operation<ListGroups, GroupPage> list{
    .name = "group.list",
    .method = Method::get,
    .path = "/groups",
    .summary = "The groups one may know of",
    .policy = Policy<ListGroups>::member("hidden ones need view_hidden_groups, or to manage them"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CreateGroup, Group> create{
    .name = "group.create",
    .method = Method::post,
    .path = "/groups",
    .summary = "Make a group, which one then manages",
    .policy = Policy<CreateGroup>::member("with manage_groups; inside a group (parent) with manage_subgroups there"),
    .rate = Rate::writing,
    .audited = Audited::as("group.created"),
};

constexpr Operation<OneGroup, Group> get{
    .name = "group.get",
    .method = Method::get,
    .path = "/groups/{group}",
    .summary = "One group",
    .policy = Policy<OneGroup>::group(group_seen<OneGroup>, "whoever may know of it"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<UpdateGroup, Group> update{
    .name = "group.update",
    .method = Method::patch,
    .path = "/groups/{group}",
    .summary = "Change a group's name, description, who sees it, or who may mention it",
    .policy = Policy<UpdateGroup>::group(group_seen<UpdateGroup>,
                                         "with the powers edit, set_visibility or set_mentions, by what is changed"),
    .rate = Rate::writing,
    .audited = Audited::as("group.updated"),
};

constexpr Operation<OneGroup, Empty> remove{
    .name = "group.delete",
    .method = Method::delete_,
    .path = "/groups/{group}",
    .summary = "Delete a group; nobody is in anything by it any more",
    .policy = Policy<OneGroup>::group(group_seen<OneGroup>, "with every power in it"),
    .rate = Rate::writing,
    .audited = Audited::as("group.deleted"),
};

Group reread(const Parts& parts, Call& call, base::GroupId group) {
  auto row = call.txn.one<queries::GroupRow>(queries::group, group).value();
  return shown(parts, call.txn, seen(call.caller, call.txn, std::move(row)));
}

Group create_group(const Parts& parts, Call& call, const CreateGroup& in) {
  if (in.parent) {
    require_power(call.caller, call.txn, *in.parent, Power::manage_subgroups);
  } else {
    access::require(call.caller, Permission::manage_groups);
  }
  const auto id = create_group(parts, call.txn, call.caller,
                               {in.name.value, in.description ? in.description->value : "", in.visibility,
                                in.mentionable_by.value_or(MentionableBy::everyone)});
  if (in.parent) nest(parts, call.txn, call.caller.user, *in.parent, id);
  call.target = id.text();
  call.detail = std::string(base::enum_name(in.visibility)) + (in.parent ? ", in " + in.parent->text() : "");
  return reread(parts, call, id);
}

// Takes over one member of the content, where it is given and differs and the caller may.
class Changes {
 public:
  explicit Changes(const Seen& group) : group_(group) {}
  template <typename T, typename Given>
  void take(T& member, const std::optional<Given>& given, Power power, std::string_view name) {
    if (!given || member == T(value_of(*given))) return;
    require_power(power);
    member = value_of(*given);
    told_ += (told_.empty() ? "" : ", ") + std::string(name);
    if constexpr (std::is_enum_v<T>) told_ += " " + std::string(base::enum_name(member));
  }
  const std::string& told() const { return told_; }

 private:
  template <typename T>
  static auto value_of(const T& given) {
    if constexpr (std::is_enum_v<T>) {
      return given;
    } else {
      return given.value;
    }
  }
  void require_power(Power power) const {
    if (!group_.powers.has(power)) throw power_needed(power);
  }
  const Seen& group_;
  std::string told_;
};

Group update_group(const Parts& parts, Call& call, const UpdateGroup& in) {
  const auto group = require_seen(call.caller, call.txn, in.group);
  auto content = content_of(parts, call.txn, group.row);
  Changes changes(group);
  changes.take(content.name, in.name, Power::edit, "name");
  changes.take(content.description, in.description, Power::edit, "description");
  changes.take(content.visibility, in.visibility, Power::set_visibility, "visibility");
  changes.take(content.mentionable_by, in.mentionable_by, Power::set_mentions, "mentionable by");
  call.target = in.group.text();
  call.detail = changes.told();
  call.changed = !changes.told().empty();
  if (call.changed) update_group(parts, call.txn, group, content);
  return reread(parts, call, in.group);
}

void require_everything(const Seen& group) {
  if (group.powers == PowerSet::everything()) return;
  throw base::Problem(403, "group_power_needed", "Deleting a group needs every power in it, or manage_groups.");
}

}  // namespace

void declare_groups(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const ListGroups& in) {
    return list_groups(parts, call.txn, call.caller, in.after.value_or(base::GroupId{}),
                       in.limit ? in.limit->value : 50);
  });
  registry.writes(create, [&parts](Call& call, const CreateGroup& in) { return create_group(parts, call, in); });
  registry.reads(get, [&parts](Call& call, const OneGroup& in) {
    return shown(parts, call.txn, require_seen(call.caller, call.txn, in.group));
  });
  registry.writes(update, [&parts](Call& call, const UpdateGroup& in) { return update_group(parts, call, in); });
  registry.writes(remove, [&parts](Call& call, const OneGroup& in) {
    require_everything(require_seen(call.caller, call.txn, in.group));
    call.target = in.group.text();
    delete_group(parts, call.txn, call.caller.user, in.group);
    return Empty{};
  });
}

}  // namespace wardroom::groups
