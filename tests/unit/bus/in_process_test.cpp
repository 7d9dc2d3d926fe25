#include "bus/in_process.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace wardroom::bus {
namespace {

const auto tenant = base::TenantId::make();
const auto other = base::TenantId::make();

TEST(InProcessBus, TellsTheListenersOfTheTenantAndSubjectOnly) {
  InProcessBus bus;
  std::vector<std::string> heard;
  const auto listening = bus.subscribe(tenant, "channel", [&](const Event& e) { heard.emplace_back(e.payload); });
  bus.publish(tenant, "channel", "yes");
  bus.publish(other, "channel", "other tenant");
  bus.publish(tenant, "session", "other subject");
  EXPECT_EQ(heard, std::vector<std::string>{"yes"});
}

TEST(InProcessBus, ASubjectOfEveryTenantTellsWhose) {
  InProcessBus bus;
  std::vector<base::TenantId> heard;
  const auto listening = bus.subscribe_all("channel", [&](const Event& e) { heard.push_back(e.tenant); });
  bus.publish(tenant, "channel", "");
  bus.publish(other, "channel", "");
  EXPECT_EQ(heard, (std::vector{tenant, other}));
}

TEST(InProcessBus, AnEndedSubscriptionHearsNothingMore) {
  InProcessBus bus;
  int heard = 0;
  auto listening = bus.subscribe(tenant, "channel", [&](const Event&) { ++heard; });
  bus.publish(tenant, "channel", "");
  listening = Subscription();
  bus.publish(tenant, "channel", "");
  EXPECT_EQ(heard, 1);
}

TEST(InProcessBus, AListenerMayEndItsOwnSubscriptionAndOneThatThrowsHarmsNobody) {
  InProcessBus bus;
  int heard = 0;
  Subscription mine;
  mine = bus.subscribe(tenant, "channel", [&](const Event&) { mine = Subscription(); });
  const auto throws = bus.subscribe(tenant, "channel", [](const Event&) { throw std::runtime_error("no"); });
  const auto counts = bus.subscribe(tenant, "channel", [&](const Event&) { ++heard; });
  bus.publish(tenant, "channel", "");
  bus.publish(tenant, "channel", "");
  EXPECT_EQ(heard, 2);
}

TEST(InProcessBus, ASubscriptionOutlivesTheBus) {
  Subscription listening;
  {
    InProcessBus bus;
    listening = bus.subscribe(tenant, "channel", [](const Event&) {});
  }
  SUCCEED();
}

TEST(InProcessBus, EndingWaitsForARunningListener) {
  InProcessBus bus;
  std::atomic<bool> stop = false;
  std::thread publisher([&] {
    while (!stop) bus.publish(tenant, "channel", "x");
  });
  for (int i = 0; i < 200; ++i) {
    auto alive = std::make_unique<int>(0);
    int* const counter = alive.get();
    auto listening = bus.subscribe(tenant, "channel", [counter](const Event&) { ++*counter; });
    std::this_thread::yield();
    listening = Subscription();
    const int seen = *alive;
    EXPECT_GE(seen, 0);
    alive.reset();  // a late call would touch freed memory
  }
  stop = true;
  publisher.join();
}

}  // namespace
}  // namespace wardroom::bus
