#include "webhooks/delivery_queue.h"

#include <gtest/gtest.h>

#include "webhooks/deliverer.h"

namespace wardroom::webhooks {
namespace {

using namespace std::chrono_literals;

struct DeliveryQueueTest : testing::Test {
  static Task one_of(base::TenantId tenant) { return {tenant, base::WebhookId::make()}; }

  base::TenantId tenant = base::TenantId::make();
  Task task = one_of(tenant);
  DeliveryQueue::Time now{};
  DeliveryQueue queue{2};
};

TEST_F(DeliveryQueueTest, WhatIsDueIsTakenOnceAndByOneThread) {
  queue.add(task, now);
  EXPECT_EQ(queue.take(now), task);
  EXPECT_EQ(queue.take(now), std::nullopt);
  queue.add(task, now);  // news while it is worked on
  EXPECT_EQ(queue.take(now), std::nullopt);
  EXPECT_EQ(queue.next_due(), std::nullopt);
  queue.done(task, std::nullopt);
  EXPECT_EQ(queue.take(now), task);
  queue.done(task, std::nullopt);
  EXPECT_EQ(queue.take(now), std::nullopt);
}

TEST_F(DeliveryQueueTest, AFailureIsNotTriedBeforeItsTimeWhateverComes) {
  queue.add(task, now);
  ASSERT_EQ(queue.take(now), task);
  queue.add_unless_waiting(task, now);
  queue.done(task, now + 5s);
  queue.add_unless_waiting(task, now + 1s);
  EXPECT_EQ(queue.take(now + 4s), std::nullopt);
  EXPECT_EQ(queue.next_due(), now + 5s);
  EXPECT_EQ(queue.take(now + 5s), task);
}

TEST_F(DeliveryQueueTest, SomebodyMayHaveItTriedAtOnce) {
  queue.add(task, now + 1h);
  queue.add(task, now);
  EXPECT_EQ(queue.take(now), task);
}

TEST_F(DeliveryQueueTest, AWorkspaceHasNoMoreThanItsShareOfTheThreads) {
  for (int i = 0; i < 5; ++i) queue.add(one_of(tenant), now);
  const auto other = one_of(base::TenantId::make());
  queue.add(other, now + 1s);
  const auto first = queue.take(now + 1s).value();
  EXPECT_EQ(queue.take(now + 1s).value().tenant, tenant);
  EXPECT_EQ(queue.take(now + 1s), other);
  EXPECT_EQ(queue.take(now + 1s), std::nullopt);
  queue.done(first, std::nullopt);
  EXPECT_EQ(queue.take(now + 1s).value().tenant, tenant);
}

TEST_F(DeliveryQueueTest, TheLongestDueComesFirst) {
  const auto later = one_of(base::TenantId::make());
  queue.add(later, now + 2s);
  queue.add(task, now + 1s);
  EXPECT_EQ(queue.take(now + 3s), task);
  EXPECT_EQ(queue.take(now + 3s), later);
}

TEST(DeliveryPause, DoublesUpToAnHour) {
  EXPECT_EQ(pause_after(1), 5s);
  EXPECT_EQ(pause_after(2), 10s);
  EXPECT_EQ(pause_after(5), 80s);
  EXPECT_EQ(pause_after(11), 1h);
  EXPECT_EQ(pause_after(1'000'000), 1h);
}

}  // namespace
}  // namespace wardroom::webhooks
