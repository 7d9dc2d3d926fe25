#include "access_fill.h"

#include <fmt/format.h>

#include <random>

#include "chat/channels.h"
#include "chat/gate.h"
#include "chat/mirror.h"
#include "engine.h"
#include "groups/groups.h"
#include "groups/members.h"
#include "groups/nesting.h"
#include "identity/queries.h"

namespace wardroom::bench {
namespace {

constexpr int at_once = 50;  // people, in one transaction
constexpr int decisions = 200'000;

base::UserId person(Offline& offline, store::TenantTxn& txn) {
  const auto id = base::UserId::make();
  const auto place = identity::display_name_place(offline.tenant, id);
  const auto name = offline.foundation.keys.open(offline.tenant)->seal(keys::Purpose::content, place, "Somebody");
  txn.exec(identity::queries::insert_user, id, id.text().substr(4), name, "member", base::now());
  return id;
}

void add_chain(Offline& offline, store::TenantTxn& txn, AccessWorld& world, int depth, int number) {
  std::optional<base::GroupId> outer;
  for (int level = 0; level < depth; ++level) {
    const auto group = groups::create_group(offline.groups, txn, offline.owner,
                                            {fmt::format("chain {} level {}", number, level), "",
                                             groups::Visibility::hidden, groups::MentionableBy::everyone});
    if (outer) {
      groups::nest(offline.groups, txn, offline.owner.user, *outer, group);
    } else {
      world.outermost.push_back(group);
    }
    outer = group;
  }
  world.innermost.push_back(*outer);
}

// Of one kind of decision, nanoseconds.
template <typename F>
double each(F&& decide) {
  const auto began = now_ns();
  for (int n = 0; n < decisions; ++n) decide(n);
  return static_cast<double>(now_ns() - began) / decisions;
}

}  // namespace

AccessWorld fill_access(Offline& offline, const AccessSize& size) {
  AccessWorld world;
  for (int n = 0; n < size.chains(); ++n) {
    offline.write([&](store::TenantTxn& txn) { add_chain(offline, txn, world, size.depth, n); });
  }
  for (int n = 0; n < size.channels; ++n) {
    offline.write([&](store::TenantTxn& txn) {
      const auto channel = chat::create_channel(offline.chat, txn, offline.owner, chat::ChannelKind::private_,
                                                fmt::format("channel {}", n), "");
      chat::link_group(offline.chat, txn, offline.owner.user, channel.id,
                       world.outermost[static_cast<std::size_t>(n) % world.outermost.size()]);
      world.channels.push_back(channel.id);
    });
  }
  for (int done = 0; done < size.members; done += at_once) {
    offline.write([&](store::TenantTxn& txn) {
      for (int n = done; n < done + at_once; ++n) {
        const auto group = world.innermost[static_cast<std::size_t>(n) % world.innermost.size()];
        world.people.push_back(person(offline, txn));
        groups::put_in(offline.groups, txn, offline.owner.user, group, world.people.back());
      }
    });
  }
  return world;
}

DecisionCost decision_cost(Offline& offline, const AccessWorld& world) {
  return offline.read([&](store::TenantTxn& txn) {
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same questions each time
    std::uniform_int_distribution<std::size_t> who(0, world.people.size() - 1);
    std::uniform_int_distribution<std::size_t> where(0, world.channels.size() - 1);
    std::vector<access::Caller> callers;
    std::vector<base::ChannelId> own;  // the channels of one group of theirs
    std::vector<base::ChannelId> foreign;
    for (int n = 0; n < 4096; ++n) {
      auto caller = offline.owner;
      caller.user = world.people[who(random)];
      caller.permissions = access::permissions_of(access::Tier::member);
      const auto mine = txn.all<base::ChannelId>(chat::sql::channel_ids_of_user, caller.user);
      callers.push_back(caller);
      own.push_back(mine[random() % mine.size()]);
      for (;;) {
        const auto other = world.channels[where(random)];
        if (std::ranges::find(mine, other) != mine.end()) continue;
        foreign.push_back(other);
        break;
      }
    }
    const auto at = [](int n) { return static_cast<std::size_t>(n) % 4096; };
    int refused = 0;
    DecisionCost cost{};
    cost.permission = each([&](int n) { refused += !callers[at(n)].may(access::Permission::post_messages); });
    cost.member = each([&](int n) { chat::check_member(callers[at(n)], txn, own[at(n)]); });
    cost.stranger = each([&](int n) {
      try {
        chat::check_readable(callers[at(n)], txn, foreign[at(n)]);
      } catch (const base::Problem&) {
        ++refused;
      }
    });
    cost.holding = each([&](int n) { offline.directory.holding(txn, callers[at(n)].user); });
    if (refused != decisions) throw std::runtime_error("a decision was wrong");
    return cost;
  });
}

}  // namespace wardroom::bench
