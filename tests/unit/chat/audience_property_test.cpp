// Whatever people do, nobody reads a channel that its audience does not list them for, and everybody listed can: by id,
// in lists, through a message, by searching.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "chat/audience.h"
#include "chat/gate.h"
#include "chat/members.h"
#include "chat/mirror.h"
#include "chat/search_scopes.h"
#include "groups/groups.h"
#include "groups/members.h"
#include "groups/nesting.h"
#include "identity/accounts.h"
#include "identity/queries.h"
#include "identity/role_queries.h"
#include "unit/chat/search_fixture.h"

namespace wardroom::chat {
namespace {

using access::Permission;

enum class Act {
  make_public,
  make_private,
  open_direct,
  add,
  remove,
  delete_channel,
  tier,
  grant,
  activate,
  link,
  unlink,
  join_group,
  leave_group,
  nest
};

struct Step {
  Act act{};
  std::size_t who = 0, whom = 0, where = 0;
  access::Tier tier{};
  access::PermissionSet granted;
  bool active = true;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "act " << static_cast<int>(step.act) << " by " << step.who << " on " << step.whom << " at "
             << step.where << " tier " << access::name(step.tier) << " granted [" << step.granted.text() << "] active "
             << step.active;
}

constexpr std::size_t people_count = 4;
constexpr std::size_t group_count = 3;

rc::Gen<Step> any_step() {
  const auto pick = [](auto... values) { return rc::gen::element(values...); };
  using enum access::Tier;
  return rc::gen::build<Step>(
      rc::gen::set(&Step::act,
                   pick(Act::make_public, Act::make_private, Act::open_direct, Act::add, Act::add, Act::add,
                        Act::remove, Act::delete_channel, Act::tier, Act::grant, Act::activate, Act::link, Act::link,
                        Act::unlink, Act::join_group, Act::join_group, Act::leave_group, Act::nest)),
      rc::gen::set(&Step::who, rc::gen::inRange<std::size_t>(0, people_count)),
      rc::gen::set(&Step::whom, rc::gen::inRange<std::size_t>(0, people_count)),
      rc::gen::set(&Step::where, rc::gen::inRange<std::size_t>(0, 8)),
      rc::gen::set(&Step::tier, pick(viewer, member, admin, owner)),
      rc::gen::set(
          &Step::granted,
          rc::gen::map(rc::gen::container<std::vector<Permission>>(rc::gen::elementOf(access::all_permissions)),
                       [](const std::vector<Permission>& all) { return access::PermissionSet::of(all); })),
      rc::gen::set(&Step::active, rc::gen::weightedElement<bool>({{3, true}, {1, false}})));
}

class Audience : public SearchIndexTest {
 protected:
  // A world of its own in the workspace: people nobody else is.
  struct World {
    std::vector<UserId> people;
    std::vector<ChannelId> channels;
    std::vector<MessageId> messages;  // one each
    std::vector<base::GroupId> groups;
  };

  World begin(store::TenantTxn& txn) {
    World world;
    for (std::size_t i = 0; i < people_count; ++i) {
      const auto id = UserId::make();
      const auto name =
          keys_.open(tenant_)->seal(keys::Purpose::content, identity::display_name_place(tenant_, id), "P");
      txn.exec(identity::queries::insert_user, id, id.text(), name, "member", base::now());
      world.people.push_back(id);
    }
    for (std::size_t i = 0; i < group_count; ++i) {
      world.groups.push_back(groups::create_group(
          groups_, txn, caller_of(txn, world.people[0]),
          {"G" + base::GroupId::make().text(), "", i == 0 ? groups::Visibility::hidden : groups::Visibility::public_,
           groups::MentionableBy::everyone}));
    }
    groups_.listener.moved = [this](store::TenantTxn& moving, base::GroupId group, UserId user,
                                    std::optional<UserId> by) { follow(parts_, moving, group, user, by); };
    return world;
  }

  access::Caller caller_of(store::TenantTxn& txn, UserId user) {
    const auto holding = directory_.holding(txn, user);
    return {tenant_, user, base::SessionId::make(), holding.tier, holding.permissions};
  }

  void note(store::TenantTxn& txn, World& world, const access::Caller& by, ChannelId channel) {
    world.channels.push_back(channel);
    txn.exec(sql::insert_membership, channel, by.user, base::now(), std::int64_t{0}, true);
    auto writer = by;
    writer.permissions = access::permissions_of(access::Tier::member);
    world.messages.push_back(post_message(parts_, txn, writer, channel, "x", std::nullopt).id);
  }

  void change_person(store::TenantTxn& txn, const Step& step, UserId whom) {
    const auto now = directory_.get(txn, whom);
    const auto name =
        keys_.open(tenant_)->seal(keys::Purpose::content, identity::display_name_place(tenant_, whom), "P");
    const auto tier = step.act == Act::tier ? step.tier : now.tier;
    const bool active = step.act == Act::activate ? step.active : now.active;
    txn.exec(identity::queries::update_user, whom, name, std::string(access::name(tier)), active, base::now());
    if (step.act != Act::grant) return;
    txn.exec(identity::queries::set_granted, whom,
             step.granted.empty() ? std::nullopt : std::optional(step.granted.text()));
  }

  void change_group(store::TenantTxn& txn, const World& world, const Step& step) {
    const auto [by, whom] = std::pair(world.people[step.who], world.people[step.whom]);
    const auto group = world.groups[step.where % group_count];
    if (step.act == Act::join_group) {
      groups::put_in(groups_, txn, by, group, whom);
    } else if (step.act == Act::leave_group) {
      groups::take_out(groups_, txn, by, group, whom);
    } else {
      groups::nest(groups_, txn, by, group, world.groups[(step.where + 1 + step.whom) % group_count]);
    }
  }

  // What the product refuses is refused here, too; only what it lets through changes the world.
  void take(store::TenantTxn& txn, World& world, const Step& step) {
    const auto whom = world.people[step.whom];
    if (step.act == Act::tier || step.act == Act::grant || step.act == Act::activate) {
      return change_person(txn, step, whom);
    }
    if (!directory_.get(txn, world.people[step.who]).active) return;
    const auto by = caller_of(txn, world.people[step.who]);
    bool changed = false;
    if (step.act == Act::open_direct) {
      const auto channel = open_direct(parts_, txn, by, whom, changed).id;
      if (changed) note(txn, world, by, channel);
      return;
    }
    if (step.act == Act::make_public || step.act == Act::make_private) {
      access::require(by, Permission::create_channels);
      const auto kind = step.act == Act::make_public ? ChannelKind::public_ : ChannelKind::private_;
      return note(txn, world, by, create_channel(parts_, txn, by, kind, "C", "").id);
    }
    if (step.act == Act::join_group || step.act == Act::leave_group || step.act == Act::nest) {
      return change_group(txn, world, step);
    }
    if (world.channels.empty()) return;
    const auto channel = world.channels[step.where % world.channels.size()];
    if (step.act == Act::add) {
      put_member(parts_, txn, by, channel, whom, changed);
    } else if (step.act == Act::remove) {
      remove_member(parts_, txn, by, channel, whom);
    } else if (step.act == Act::link || step.act == Act::unlink) {
      require_manageable(by, txn, channel, Permission::manage_subscribers);
      const auto group = world.groups[step.whom % group_count];
      step.act == Act::link ? link_group(parts_, txn, by.user, channel, group)
                            : unlink_group(parts_, txn, by.user, channel, group);
    } else {
      access::require(by, Permission::create_channels);
      delete_channel(parts_, txn, by, require_manageable(by, txn, channel, Permission::manage_channels));
    }
  }

  static bool served(const std::function<void()>& ask) {
    try {
      ask();
      return true;
    } catch (const base::Problem& problem) {
      EXPECT_EQ(problem.status(), 404);  // as if there were none
      return false;
    }
  }

  // By every way in, whether they can read it.
  void check_person(store::TenantTxn& txn, const World& world, std::size_t at, UserId user, bool listed) {
    const auto channel = world.channels[at];
    const auto by = caller_of(txn, user);
    RC_ASSERT(served([&] { require_readable(by, txn, channel); }) == listed);
    RC_ASSERT(served([&] { require_message(by, txn, world.messages[at]); }) == listed);
    const bool is_public = txn.one<sql::ChannelRow>(sql::channel, channel).value().kind == "public";
    RC_ASSERT(place_of(parts_, txn, by, {}).holds(channel, is_public) == listed);
    RC_ASSERT(served([&] { place_of(parts_, txn, by, {channel.text()}); }) == listed);
  }

  // In the channel through groups is exactly who is in one of them and was not kept out.
  void check_mirrored(store::TenantTxn& txn, ChannelId channel, UserId user) {
    const auto membership = txn.one<sql::MembershipRow>(sql::membership, channel, user);
    const bool kept_out = txn.one<std::int64_t>(sql::is_kept_out, channel, user).value() > 0;
    const bool wanted = is_mirrored(txn, channel, user) && !kept_out;
    RC_ASSERT(membership.has_value() == (wanted || (membership && membership->by_hand)));
  }

  void check(store::TenantTxn& txn, const World& world) {
    const auto asking = caller_of(txn, world.people[0]);
    for (std::size_t at = 0; at < world.channels.size(); ++at) {
      const auto row = txn.one<sql::ChannelRow>(sql::channel, world.channels[at]);
      if (!row) continue;
      std::vector<UserId> listed;
      for (auto after = UserId{};;) {
        const auto page = audience(parts_, txn, asking, *row, after, 3);
        for (const auto& reader : page.items) listed.push_back(reader.user.id);
        if (!page.next) break;
        after = UserId::parse(*page.next).value();
      }
      for (const auto user : world.people) {
        const bool active = directory_.get(txn, user).active;
        const bool reads = std::ranges::find(listed, user) != listed.end();
        RC_ASSERT(explain_access(parts_, txn, asking, *row, user).decisions.front().allowed == reads);
        check_mirrored(txn, row->id, user);
        if (active) check_person(txn, world, at, user, reads);
        RC_ASSERT(active || !reads);
      }
    }
  }
};

RC_GTEST_FIXTURE_PROP(Audience, ListsExactlyThoseWhoCanReadWhateverPeopleDo, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  auto world = write([&](store::TenantTxn& txn) { return begin(txn); });
  for (const auto& step : steps) {
    try {
      write([&](store::TenantTxn& txn) { take(txn, world, step); });
    } catch (const base::Problem&) {  // refused, and undone
      while (world.messages.size() < world.channels.size()) world.channels.pop_back();
    }
    store_.read_now(tenant_, [&](store::TenantTxn& txn) { check(txn, world); });
  }
}

}  // namespace
}  // namespace wardroom::chat
