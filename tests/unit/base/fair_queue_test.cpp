#include "base/fair_queue.h"

#include <gtest/gtest.h>

#include <string>

namespace wardroom::base {
namespace {

using Queue = FairQueue<std::string, int>;

bool push(Queue& queue, const std::string& owner, int item) { return queue.push(owner, item); }

std::vector<int> take(Queue& queue, std::size_t most, std::size_t shared) {
  std::vector<int> out;
  queue.take(most, shared, out);
  return out;
}

TEST(FairQueue, OneOwnerAloneIsServedInOrder) {
  Queue queue(100);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(push(queue, "a", i));
  EXPECT_EQ(take(queue, 3, 1), (std::vector{0, 1, 2}));
  EXPECT_EQ(take(queue, 3, 1), (std::vector{3, 4}));
  EXPECT_TRUE(queue.empty());
}

TEST(FairQueue, OwnersTakeTurnsHoweverMuchOneHas) {
  Queue queue(100);
  for (int i = 0; i < 30; ++i) push(queue, "loud", i);
  push(queue, "quiet", 100);
  push(queue, "quiet", 101);
  push(queue, "quiet", 102);
  EXPECT_EQ(take(queue, 1, 1), (std::vector{0}));
  EXPECT_EQ(take(queue, 1, 1), (std::vector{100}));
  EXPECT_EQ(take(queue, 1, 1), (std::vector{1}));
  EXPECT_EQ(take(queue, 4, 2), (std::vector{101, 102, 2, 3}));
  EXPECT_EQ(take(queue, 3, 1), (std::vector{4, 5, 6})) << "alone again";
}

TEST(FairQueue, WhoeverWasServedComesAgainAfterTheOthers) {
  Queue queue(100);
  for (const int i : {1, 2, 3}) push(queue, "a", i);
  for (const int i : {11, 12}) push(queue, "b", i);
  push(queue, "c", 21);
  EXPECT_EQ(take(queue, 100, 1), (std::vector{1, 11, 21}));
  push(queue, "d", 31);
  EXPECT_EQ(take(queue, 100, 1), (std::vector{2, 12, 31}));
  EXPECT_EQ(take(queue, 2, 1), (std::vector{3}));
}

TEST(FairQueue, NobodyFillsItForTheOthers) {
  Queue queue(12);
  int taken = 0;
  while (push(queue, "greedy", taken)) ++taken;
  EXPECT_EQ(taken, 6) << "half of it";
  int too = 0;
  while (push(queue, "greedy too", too)) ++too;
  EXPECT_EQ(too, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(push(queue, "new " + std::to_string(i), i)) << i;
  EXPECT_EQ(queue.size(), 12U);
  EXPECT_FALSE(push(queue, "one more", 1)) << "bounded all the same";
}

TEST(FairQueue, WhatIsRefusedIsLeftAsItWas) {
  FairQueue<int, std::string> queue(1);
  std::string item = "first";
  EXPECT_TRUE(queue.push(1, item));
  item = "second";
  EXPECT_FALSE(queue.push(1, item));
  EXPECT_FALSE(queue.push(2, item));
  EXPECT_EQ(item, "second");
}

}  // namespace
}  // namespace wardroom::base
