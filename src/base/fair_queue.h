// What waits for a thread, by whose it is: owners take turns, and none can fill the queue for the others. Bounded: an
// owner may have as much waiting as there is still room (the dynamic threshold of Choudhury and Hahne, 1998), so that
// one alone has half of the queue, two a third each, and somebody new always finds room. Not for several threads at
// once.
#pragma once
#include <algorithm>
#include <cstddef>
#include <deque>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wardroom::base {

template <class Owner, class Item>
class FairQueue {
 public:
  explicit FairQueue(std::size_t max) : max_(max) {}

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  // False when the owner has its share: `item` is as it was.
  bool push(const Owner& owner, Item& item) {
    const auto known = by_owner_.find(owner);
    const auto waiting = known == by_owner_.end() ? 0 : known->second->items.size();
    if (size_ >= max_ || waiting >= std::max<std::size_t>(1, max_ - size_)) return false;
    const auto turn = known == by_owner_.end() ? add(owner) : known->second;
    turn->items.push_back(std::move(item));
    ++size_;
    return true;
  }

  // Up to `most` of one owner when it is the only one that waits; of several, up to `shared` of each, up to `most` in
  // all. An owner's items come in the order they were pushed, and together.
  void take(std::size_t most, std::size_t shared, std::vector<Item>& out) {
    const auto each = turns_.size() > 1 ? std::min(most, shared) : most;
    for (auto owners = turns_.size(); owners > 0 && most > 0; --owners) {
      const auto taken = take_of_first(std::min(each, most), out);
      most -= taken;
    }
  }

 private:
  struct Turn {
    Owner owner;
    std::deque<Item> items;
  };
  using Turns = std::list<Turn>;

  typename Turns::iterator add(const Owner& owner) {
    const auto turn = turns_.insert(turns_.end(), Turn{owner, {}});
    by_owner_.emplace(owner, turn);
    return turn;
  }

  // The first one's turn is over; it comes again after the others.
  std::size_t take_of_first(std::size_t most, std::vector<Item>& out) {
    const auto turn = turns_.begin();
    const auto count = std::min(most, turn->items.size());
    for (std::size_t i = 0; i < count; ++i) {
      out.push_back(std::move(turn->items.front()));
      turn->items.pop_front();
    }
    size_ -= count;
    if (turn->items.empty()) {
      by_owner_.erase(turn->owner);
      turns_.erase(turn);
    } else {
      turns_.splice(turns_.end(), turns_, turn);
    }
    return count;
  }

  std::size_t max_;
  std::size_t size_ = 0;
  Turns turns_;
  std::unordered_map<Owner, typename Turns::iterator> by_owner_;
};

}  // namespace wardroom::base
