#include "audit/search.h"

#include "audit_fixture.h"

namespace wardroom::audit {
namespace {

class AuditSearch : public AuditTest {
 protected:
  Found found(const Search& wanted) {
    return store_.read_now(tenant_, [&](store::TenantTxn& txn) { return search({txn, kind_}, keys_, wanted); });
  }
};

TEST_P(AuditSearch, GoesOnWhereItStoppedLooking) {
  append({.event = "user.created", .actor = "usr_1"});
  append_some(1200);
  Search wanted{.limit = 10, .event = "user.created", .most_looked_at = 500};
  int calls = 0;
  std::vector<Recorded> all;
  while (true) {
    auto page = found(wanted);
    ++calls;
    for (auto& each : page.items) all.push_back(std::move(each));
    if (!page.next) break;
    wanted.before = page.next;
  }
  EXPECT_EQ(calls, 3);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].seq, 1);
}

TEST_P(AuditSearch, AnEmptyLogHasNothing) {
  EXPECT_TRUE(found({}).items.empty());
  EXPECT_FALSE(found({}).next);
}

TEST_P(AuditSearch, APageThatEndsAtTheFirstEntryIsTheLast) {
  append_some(3);
  const auto page = found({.limit = 3});
  EXPECT_EQ(page.items.size(), 3U);
  EXPECT_EQ(page.items[0].seq, 3);
  EXPECT_FALSE(page.next);
  EXPECT_EQ(found({.limit = 2}).next, 2);
}

INSTANTIATE_TEST_SUITE_P(Logs, AuditSearch, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
