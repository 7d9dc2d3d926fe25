// The small parts: deadlines, queues, rates, addresses, headers.
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "net/admission.h"
#include "net/frame_queue.h"
#include "net/peer_address.h"
#include "net/rate_limit.h"
#include "net/security_headers.h"
#include "net/wheel.h"

namespace wardroom::net {
namespace {

struct Alarm final : Timed {
  int rang = 0;
  std::function<void()> then;
  void on_deadline() override {
    ++rang;
    if (then) then();
  }
};

TEST(Wheel, RingsAfterTheDeadlineAndOnce) {
  Wheel wheel(10);
  Alarm alarm;
  wheel.advance(1000);
  wheel.set(alarm, 1055);
  wheel.advance(1050);
  EXPECT_EQ(alarm.rang, 0);
  wheel.advance(1070);
  EXPECT_EQ(alarm.rang, 1);
  wheel.advance(9000);
  EXPECT_EQ(alarm.rang, 1);
}

TEST(Wheel, FollowsADeadlineThatMoves) {
  Wheel wheel(10);
  Alarm later;
  Alarm earlier;
  Alarm gone;
  wheel.advance(1000);
  wheel.set(later, 1050);
  wheel.set(later, 2000);
  wheel.set(earlier, 9000);
  wheel.set(earlier, 1050);
  wheel.set(gone, 1050);
  wheel.set(gone, 0);
  wheel.advance(1500);
  EXPECT_EQ(later.rang, 0);
  EXPECT_EQ(earlier.rang, 1);
  EXPECT_EQ(gone.rang, 0);
  wheel.advance(2010);
  EXPECT_EQ(later.rang, 1);
}

TEST(Wheel, ReachesDeadlinesBeyondItsRoundAndLongSleeps) {
  Wheel wheel(10);
  Alarm far;
  wheel.advance(1000);
  wheel.set(far, 100'000);
  for (std::int64_t now = 1000; now < 100'000; now += 333) wheel.advance(now);
  EXPECT_EQ(far.rang, 0);
  wheel.advance(100'010);
  EXPECT_EQ(far.rang, 1);
  wheel.set(far, 200'000);
  wheel.advance(1'000'000);  // a machine that slept
  EXPECT_EQ(far.rang, 1 + 1);
}

TEST(Wheel, ADeadlineMaySetItselfAndUnsetOthers) {
  Wheel wheel(10);
  Alarm one;
  Alarm two;
  wheel.advance(1000);
  one.then = [&] {
    wheel.set(two, 0);
    wheel.set(one, one.rang == 1 ? 2000 : 0);
  };
  wheel.set(one, 1050);
  wheel.set(two, 1050);
  wheel.advance(1100);
  EXPECT_EQ(one.rang, 1);
  EXPECT_EQ(two.rang, 0);
  wheel.advance(2100);
  EXPECT_EQ(one.rang, 2);
}

Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

TEST(FrameQueue, GathersAndConsumesAcrossFrames) {
  FrameQueue queue;
  for (const auto* part : {"one", "two", "three"}) queue.push(frame(part));
  std::array<char, 16> scratch{};
  EXPECT_EQ(std::string(queue.front(scratch.data(), 8).data(), 8), "onetwoth");
  queue.consume(4);
  EXPECT_EQ(queue.bytes(), 7U);
  const auto rest = queue.front(scratch.data(), scratch.size());
  EXPECT_EQ(std::string(rest.data(), rest.size()), "wothree");
  queue.consume(7);
  EXPECT_TRUE(queue.empty());
}

TEST(FrameQueue, TakesOneFrameInPlace) {
  FrameQueue queue;
  const auto only = frame("only");
  queue.push(only);
  std::array<char, 16> scratch{};
  EXPECT_EQ(queue.front(scratch.data(), scratch.size()).data(), only->data());
}

TEST(FrameQueue, DropsOnlyWhatWasNotBegun) {
  FrameQueue queue;
  for (const auto* part : {"aaaa", "bbbb", "cccc"}) queue.push(frame(part));
  queue.consume(2);
  EXPECT_TRUE(queue.drop_after(3));  // two of a, one of b
  EXPECT_EQ(queue.bytes(), 6U);
  EXPECT_FALSE(queue.drop_after(3));
  queue.consume(6);
  EXPECT_TRUE(queue.empty());
  queue.push(frame("next"));
  EXPECT_TRUE(queue.drop_after(0));
  EXPECT_TRUE(queue.empty());
  queue.push(frame("last"));
  EXPECT_EQ(queue.bytes(), 4U);
}

TEST(FrameQueue, LetsGoOfFramesAsTheyAreWritten) {
  FrameQueue queue;
  const auto shared = frame("shared");
  for (int i = 0; i < 1000; ++i) queue.push(shared);
  std::array<char, 64> scratch{};
  while (!queue.empty()) {
    ASSERT_EQ(static_cast<std::size_t>(shared.use_count()), 1 + (queue.bytes() + 5) / 6);
    queue.consume(queue.front(scratch.data(), scratch.size()).size());
  }
}

using namespace std::chrono_literals;

TEST(PeerAddress, OneNetworkIsAnIpv4AddressOrTheFirstHalfOfAnIpv6One) {
  EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("2001:db8::5"), network_of("2001:db8::6:7:8:9"));
  EXPECT_NE(network_of("2001:db8::5"), network_of("2001:db8:0:1::5"));
  EXPECT_EQ(network_of("::ffff:192.0.2.7"), "::ffff:192.0.2.7");
  EXPECT_EQ(network_of("no address"), "no address");
}

TEST(RateLimiter, AllowsABurstThenTheRate) {
  RateLimiter limiter;
  const auto start = RateLimiter::Clock::now();
  const Rate rate{2, 3};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", rate, 1, start).wait, 0ms);
  EXPECT_EQ(limiter.take("a", rate, 1, start).wait, 500ms);
  EXPECT_EQ(limiter.take("b", rate, 1, start).wait, 0ms);
  EXPECT_EQ(limiter.take("a", rate, 1, start + 500ms).wait, 0ms);
  EXPECT_GT(limiter.take("a", rate, 1, start + 500ms).wait, 0ms);
  EXPECT_EQ(limiter.take("a", rate, 3, start + 60s).wait, 0ms);
  EXPECT_EQ(retry_after_seconds(1ms), 1);
  EXPECT_EQ(retry_after_seconds(2001ms), 3);
}

TEST(RateLimiter, TellsWhatIsLeftAndWhenAllOfItIsBack) {
  RateLimiter limiter;
  const auto start = RateLimiter::Clock::now();
  const auto first = limiter.take("a", {2, 3}, 1, start);
  EXPECT_EQ(first.left, 2);
  EXPECT_EQ(first.full, 500ms);
  const auto refused = limiter.take("a", {2, 3}, 3, start);
  EXPECT_EQ(refused.wait, 500ms);
  EXPECT_EQ(refused.left, 2);
  EXPECT_EQ(limiter.take("a", {2, 3}, 2, start).full, 1500ms);
}

TEST(RateLimiter, BoundsItsMemory) {
  RateLimiter limiter(160);
  for (int i = 0; i < 10'000; ++i) limiter.take("key " + std::to_string(i), {1, 1});
  EXPECT_LE(limiter.size(), 16 * 11U);
}

TEST(AddressRange, ContainsByPrefix) {
  const auto in = [](std::string_view range, std::string_view address) {
    const auto parsed = AddressRange::parse(range);
    return parsed && parsed->contains(address);
  };
  EXPECT_TRUE(in("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(in("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(in("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(in("fd00::/8", "fd12::1"));
  EXPECT_FALSE(in("fd00::/8", "10.0.0.1"));
  EXPECT_TRUE(in("::1", "::1"));
  EXPECT_FALSE(AddressRange::parse("10.0.0.0/33"));
  EXPECT_FALSE(AddressRange::parse("10.0.0/8"));
  EXPECT_FALSE(AddressRange::parse("10.0.0.0/8x"));
}

TEST(TrustedProxies, TakesTheLastAddressThatIsNotAProxy) {
  const TrustedProxies proxies({"10.0.0.0/8", "::1"});
  const Headers headers{{"X-Forwarded-For", "1.1.1.1, 2.2.2.2"}, {"x-forwarded-for", "10.0.0.9"}};
  EXPECT_EQ(proxies.client_of("10.0.0.1", headers), "2.2.2.2");
  EXPECT_EQ(proxies.client_of("3.3.3.3", headers), "3.3.3.3");
  EXPECT_EQ(proxies.client_of("10.0.0.1", {}), "10.0.0.1");
  EXPECT_EQ(proxies.client_of("10.0.0.1", {{"X-Forwarded-For", "evil, 10.0.0.2"}}), "10.0.0.2");
  EXPECT_THROW(TrustedProxies({"everyone"}), std::runtime_error);
}

TEST(Admission, CountsByAddressAndInTotal) {
  Admission admission(3, 2);
  EXPECT_TRUE(admission.enter("a", false));
  EXPECT_TRUE(admission.enter("a", false));
  EXPECT_FALSE(admission.enter("a", false));
  EXPECT_TRUE(admission.enter("b", false));
  EXPECT_FALSE(admission.enter("c", true));
  admission.leave("a");
  EXPECT_TRUE(admission.enter("a", false));
  EXPECT_EQ(admission.total(), 3U);
}

TEST(SecurityHeaders, AllowNoInlineScriptAndNoFraming) {
  const auto policy = content_security_policy({});
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_NE(policy.find("require-trusted-types-for 'script'; trusted-types 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  const auto named = content_security_policy({{"wardroom"}, {"'sha256-abc='"}});
  EXPECT_NE(named.find("trusted-types wardroom"), std::string::npos);
  EXPECT_NE(named.find("style-src 'self' 'sha256-abc=';"), std::string::npos);
}

}  // namespace
}  // namespace wardroom::net
