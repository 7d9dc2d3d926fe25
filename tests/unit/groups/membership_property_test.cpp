// Whatever is done to groups, in them is who the sources and decisions say, and what the listener heard comes to the
// same.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "groups/feeds.h"
#include "groups/members.h"
#include "groups/membership.h"
#include "groups/nesting.h"
#include "unit/groups/groups_fixture.h"

namespace wardroom::groups {
namespace {

enum class Act { put, take_out, readmit, feed, unfeed, nest, unnest, remove_group };

struct Step {
  Act act{};
  std::size_t group = 0, other = 0, who = 0;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "act " << static_cast<int>(step.act) << " group " << step.group << " other " << step.other << " who "
             << step.who;
}

constexpr std::size_t people_count = 3;
constexpr std::size_t group_count = 5;

rc::Gen<Step> any_step() {
  const auto index = [](std::size_t end) { return rc::gen::inRange<std::size_t>(0, end); };
  return rc::gen::build<Step>(rc::gen::set(&Step::act, rc::gen::weightedElement<Act>({{4, Act::put},
                                                                                      {3, Act::take_out},
                                                                                      {2, Act::readmit},
                                                                                      {2, Act::feed},
                                                                                      {1, Act::unfeed},
                                                                                      {5, Act::nest},
                                                                                      {2, Act::unnest},
                                                                                      {1, Act::remove_group}})),
                              rc::gen::set(&Step::group, index(group_count)),
                              rc::gen::set(&Step::other, index(group_count)),
                              rc::gen::set(&Step::who, index(people_count)));
}

// The rules again, in the plainest way: nothing is kept that can be worked out.
struct Model {
  using At = std::pair<std::size_t, std::size_t>;  // group, person; of edges: group, subgroup
  std::set<At> by_hand, fed, kept_out, edges;
  std::set<std::size_t> gone;

  bool has_reason(std::size_t group, std::size_t who) const {
    if (by_hand.contains({group, who}) || fed.contains({group, who})) return true;
    return std::ranges::any_of(edges,
                               [&](const At& edge) { return edge.first == group && contains(edge.second, who); });
  }
  bool contains(std::size_t group, std::size_t who) const {
    return !gone.contains(group) && !kept_out.contains({group, who}) && has_reason(group, who);
  }
  bool reaches(std::size_t from, std::size_t to) const {
    if (from == to) return true;
    return std::ranges::any_of(edges, [&](const At& edge) { return edge.first == from && reaches(edge.second, to); });
  }
  void take(const Step& step) {
    const At at{step.group, step.who};
    if (gone.contains(step.group)) return;
    switch (step.act) {
      case Act::put:
        kept_out.erase(at);
        by_hand.insert(at);
        break;
      case Act::take_out:
        by_hand.erase(at);
        if (has_reason(step.group, step.who)) kept_out.insert(at);
        break;
      case Act::readmit:
        kept_out.erase(at);
        break;
      case Act::feed:
        fed.insert(at);
        break;
      case Act::unfeed:
        fed.erase(at);
        break;
      case Act::nest:
        if (!gone.contains(step.other) && !reaches(step.other, step.group)) edges.insert({step.group, step.other});
        break;
      case Act::unnest:
        edges.erase({step.group, step.other});
        break;
      case Act::remove_group:
        gone.insert(step.group);
        std::erase_if(edges, [&](const At& edge) { return edge.first == step.group || edge.second == step.group; });
        break;
    }
  }
};

class Groups : public GroupsTest {
 protected:
  Groups() {
    parts_.listener.moved = [this](store::TenantTxn& txn, base::GroupId group, base::UserId user,
                                   std::optional<base::UserId>) {
      if (is_in(txn, group, user)) {
        RC_ASSERT(heard_.emplace(group, user).second);
      } else {
        RC_ASSERT(heard_.erase({group, user}) == 1U);
      }
    };
  }

  void begin(store::TenantTxn& txn) {
    people_.clear();
    groups_.clear();
    heard_.clear();
    for (std::size_t i = 0; i < people_count; ++i) people_.push_back(person(txn));
    for (std::size_t i = 0; i < group_count; ++i) {
      groups_.push_back(group(txn, people_[0]));
      connect(parts_, txn, people_[0], groups_[i],
              {Source::scim, origin(), crypto::sha256(groups_[i].bytes()), "Staff"});
    }
  }
  base::Bytes origin() const { return {people_[0].bytes().begin(), people_[0].bytes().end()}; }

  void feed(store::TenantTxn& txn, const Step& step, bool in) {
    std::set<base::UserId> wanted;
    for (const auto& entry : txn.all<base::UserId>(queries::people_of_feed, feed_of(txn, step))) wanted.insert(entry);
    if (in) {
      wanted.insert(people_[step.who]);
    } else {
      wanted.erase(people_[step.who]);
    }
    feed_people(parts_, txn, origin(), crypto::sha256(groups_[step.group].bytes()), wanted,
                [](base::GroupId, base::UserId, bool) {});
  }
  base::FeedId feed_of(store::TenantTxn& txn, const Step& step) {
    return feeds_of(parts_, txn, groups_[step.group]).at(0).id;
  }

  void take(store::TenantTxn& txn, const Step& step) {
    const auto at = groups_[step.group];
    const auto who = people_[step.who];
    if (!txn.one<queries::GroupRow>(queries::group, at)) return;
    switch (step.act) {
      case Act::put:
        put_in(parts_, txn, people_[0], at, who);
        break;
      case Act::take_out:
        take_out(parts_, txn, people_[0], at, who);
        break;
      case Act::readmit:
        readmit(parts_, txn, people_[0], at, who);
        break;
      case Act::feed:
        return feed(txn, step, true);
      case Act::unfeed:
        return feed(txn, step, false);
      case Act::nest:
        if (txn.one<queries::GroupRow>(queries::group, groups_[step.other]))
          nest(parts_, txn, people_[0], at, groups_[step.other]);
        break;
      case Act::unnest:
        unnest(parts_, txn, people_[0], at, groups_[step.other]);
        break;
      case Act::remove_group:
        delete_group(parts_, txn, people_[0], at);
        break;
    }
  }

  void check(store::TenantTxn& txn, const Model& model) {
    std::set<std::pair<base::GroupId, base::UserId>> all;
    for (std::size_t group = 0; group < group_count; ++group) {
      for (std::size_t who = 0; who < people_count; ++who) {
        const bool in = is_in(txn, groups_[group], people_[who]);
        RC_ASSERT(in == model.contains(group, who));
        if (in) all.emplace(groups_[group], people_[who]);
      }
    }
    RC_ASSERT(all == heard_);
  }

  std::vector<base::UserId> people_;
  std::vector<base::GroupId> groups_;
  std::set<std::pair<base::GroupId, base::UserId>> heard_;
};

RC_GTEST_FIXTURE_PROP(Groups, HoldWhomSourcesAndDecisionsSayWhateverHappens, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  write([&](store::TenantTxn& txn) { begin(txn); });
  Model model;
  for (const auto& step : steps) {
    try {
      write([&](store::TenantTxn& txn) { take(txn, step); });
    } catch (const base::Problem& problem) {
      RC_ASSERT(problem.code() == "group_circle");
    }
    model.take(step);
    store_.read_now(tenant_, [&](store::TenantTxn& txn) { check(txn, model); });
  }
  // Away with the groups: the next case has a workspace of its own, on the same store.
  write([&](store::TenantTxn& txn) {
    for (const auto at : groups_) {
      if (txn.one<queries::GroupRow>(queries::group, at)) delete_group(parts_, txn, people_[0], at);
    }
  });
  RC_ASSERT(heard_.empty());
}

TEST_F(GroupsTest, AreNestedTenLevelsDeepAndNoDeeper) {
  write([&](store::TenantTxn& txn) {
    const auto someone = person(txn);
    std::vector<base::GroupId> chain;
    for (int i = 0; i < 11; ++i) chain.push_back(group(txn, someone));
    // Inner ones first, so that both what is below and what is above has to be counted.
    for (const std::size_t i : {4, 3, 2, 1, 0, 5, 6, 7, 8}) {
      EXPECT_TRUE(nest(parts_, txn, someone, chain[i], chain[i + 1])) << i;
    }
    EXPECT_THROW(nest(parts_, txn, someone, chain[9], chain[10]), base::Problem);
    put_in(parts_, txn, someone, chain[9], someone);
    EXPECT_TRUE(is_in(txn, chain[0], someone));
  });
}

}  // namespace
}  // namespace wardroom::groups
