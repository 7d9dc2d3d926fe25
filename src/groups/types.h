// What the API says about groups of people. Plain values.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/enum_set.h"
#include "base/id.h"
#include "base/text.h"
#include "identity/types.h"

namespace wardroom::groups {

using GroupName = base::Text<1, 80>;
using Description = base::Text<0, 250>;
using Limit = base::Bounded<1, 200>;

// public: everybody sees who is in it. private: everybody sees that there is one, its people see each other. hidden:
// for all but its managers and holders of view_hidden_groups it does not exist.
enum class Visibility { public_, private_, hidden };
BOOST_DESCRIBE_ENUM(Visibility, public_, private_, hidden)

enum class MentionableBy { everyone, members, managers };
BOOST_DESCRIBE_ENUM(MentionableBy, everyone, members, managers)

// What somebody may do in one group without any permission in the workspace; who holds manage_groups may do it all.
enum class Power : std::uint8_t {
  edit,              // name and description
  manage_members,    // put people in and keep them out
  manage_subgroups,  // put groups into it
  link_channels,     // let channels mirror who is in it
  set_mentions,      // who may mention it
  set_visibility,
  appoint_managers,  // with powers that they hold themselves
};
BOOST_DESCRIBE_ENUM(Power, edit, manage_members, manage_subgroups, link_channels, set_mentions, set_visibility,
                    appoint_managers)

using PowerSet = base::EnumSet<Power>;

struct Group {
  base::GroupId id;
  std::string name;
  std::string description;
  Visibility visibility{};
  MentionableBy mentionable_by{};
  std::optional<std::int64_t> people;  // how many are in it, for who may see them
  bool member = false;                 // whether the caller is
  std::vector<Power> powers;           // of the caller
  base::Timestamp created_at;
  base::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(Group, (),
                      (id, name, description, visibility, mentionable_by, people, member, powers, created_at,
                       updated_at))

struct GroupPage {
  std::vector<Group> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(GroupPage, (), (items, next))

// A group in few words.
struct GroupRef {
  base::GroupId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(GroupRef, (), (id, name))

struct GroupList {
  std::vector<GroupRef> items;
};
BOOST_DESCRIBE_STRUCT(GroupList, (), (items))

// Who puts somebody into a group: a person, an identity provider at sign-in, a provisioning system, or a subgroup.
enum class Source { manual, oidc, scim, group };
BOOST_DESCRIBE_ENUM(Source, manual, oidc, scim, group)

struct MembershipSource {
  Source source{};
  std::optional<base::UserId> by;        // manual; none: what puts them in is nothing the caller may see into
  std::optional<base::FeedId> feed;      // oidc, scim
  std::optional<std::string> label;      // what the feed is called where it comes from
  std::optional<GroupRef> through;       // group: the subgroup
  std::optional<base::Timestamp> since;  // not of subgroups
};
BOOST_DESCRIBE_STRUCT(MembershipSource, (), (source, by, feed, label, through, since))

struct GroupMember {
  identity::User user;
  bool member = false;  // false: kept out by hand, whatever the sources say
  std::vector<MembershipSource> sources;
  std::optional<base::UserId> kept_out_by;
  std::optional<base::Timestamp> kept_out_at;
};
BOOST_DESCRIBE_STRUCT(GroupMember, (), (user, member, sources, kept_out_by, kept_out_at))

struct GroupMemberPage {
  std::vector<GroupMember> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(GroupMemberPage, (), (items, next))

// A group that somebody is in, and what puts them in.
struct GroupOfPerson {
  GroupRef group;
  std::vector<MembershipSource> sources;
};
BOOST_DESCRIBE_STRUCT(GroupOfPerson, (), (group, sources))

struct GroupsOfPerson {
  std::vector<GroupOfPerson> items;
};
BOOST_DESCRIBE_STRUCT(GroupsOfPerson, (), (items))

struct Manager {
  identity::User user;
  std::vector<Power> powers;
  base::UserId appointed_by;
  base::Timestamp appointed_at;
};
BOOST_DESCRIBE_STRUCT(Manager, (), (user, powers, appointed_by, appointed_at))

struct ManagerList {
  std::vector<Manager> items;
};
BOOST_DESCRIBE_STRUCT(ManagerList, (), (items))

// An automation that puts people into a group.
struct Feed {
  base::FeedId id;
  Source source{};
  std::string label;
  std::int64_t people = 0;  // whom it puts in
  base::UserId created_by;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Feed, (), (id, source, label, people, created_by, created_at))

struct FeedList {
  std::vector<Feed> items;
};
BOOST_DESCRIBE_STRUCT(FeedList, (), (items))

}  // namespace wardroom::groups
