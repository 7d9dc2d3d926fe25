// Tenants whose key must be fetched first.
#include <gtest/gtest.h>

#include <future>

#include "base/problem.h"
#include "store/store.h"
#include "support/scratch_folder.h"

namespace wardroom::store {
namespace {

using namespace std::chrono_literals;
using base::TenantId;

constexpr std::string_view counter_sql =
    "CREATE TABLE counter (tenant_id BLOB NOT NULL PRIMARY KEY, n INTEGER NOT NULL)";
constexpr Statement<"INSERT INTO counter (tenant_id, n) VALUES ($1, $2)"> put;
constexpr Statement<"SELECT n FROM counter WHERE tenant_id = $1"> get;

class Fetched : public testing::Test {
 protected:
  using Then = std::move_only_function<void(std::exception_ptr)>;

  Fetched() {
    for (const auto tenant : {near_, far_}) store_.create(tenant);
  }
  ~Fetched() override {
    ready_ = true;
    for (auto& then : waiting_) then(nullptr);
  }

  wardroom::test::ScratchFolder folder_;
  TenantId near_ = TenantId::make();
  TenantId far_ = TenantId::make();
  std::atomic<bool> ready_ = false;
  std::vector<Then> waiting_;
  Store store_{[this] {
    Options options;
    options.directory = folder_ / "databases";
    options.database_key = [](TenantId tenant) {
      base::Secret<32> key;
      std::ranges::copy(tenant.bytes(), key.writable().begin());
      return key;
    };
    options.schema = {{.room = "counter", .version = 1, .sql = counter_sql}};
    options.ready = [this](TenantId tenant) { return tenant == near_ || ready_; };
    options.prepare = [this](TenantId, Then then) { waiting_.push_back(std::move(then)); };
    return options;
  }()};
};

TEST_F(Fetched, WhatIsAskedOfOneWaitsWithoutHoldingUpTheOthers) {
  std::promise<std::exception_ptr> done;
  auto answer = done.get_future();
  for (int i = 0; i < 8; ++i) store_.read(far_, [](TenantTxn&) {}, [](std::exception_ptr) {});
  store_.write(
      far_, [](TenantTxn& txn) { txn.exec(put, std::int64_t{7}); },
      [&](std::exception_ptr error) { done.set_value(std::move(error)); });
  store_.write_now(near_, [](TenantTxn& txn) { txn.exec(put, std::int64_t{1}); });
  EXPECT_EQ(answer.wait_for(0s), std::future_status::timeout);
  ready_ = true;
  for (auto& then : waiting_) then(nullptr);
  waiting_.clear();
  EXPECT_EQ(answer.get(), nullptr);
  EXPECT_EQ(store_.read_now(far_, [](TenantTxn& txn) { return txn.one<std::int64_t>(get); }), 7);
}

TEST_F(Fetched, WhatPreventsItReachesWhoeverAsked) {
  std::promise<std::string> told;
  bool ran = false;
  store_.write(
      far_, [&](TenantTxn&) { ran = true; },
      [&](std::exception_ptr error) {
        try {
          std::rethrow_exception(error);
        } catch (const base::Problem& problem) {
          told.set_value(problem.code());
        }
      });
  waiting_.at(0)(std::make_exception_ptr(base::Problem(503, "tenant_dark", "Locked.")));
  waiting_.clear();
  EXPECT_EQ(told.get_future().get(), "tenant_dark");
  EXPECT_FALSE(ran);
}

TEST_F(Fetched, ClosingWaitsForTheTransactionsUnderWay) {
  std::promise<void> begun;
  std::promise<void> go_on;
  store_.read(
      near_,
      [&](TenantTxn&) {
        begun.set_value();
        go_on.get_future().wait();
      },
      [](std::exception_ptr) {});
  begun.get_future().wait();
  auto closed = std::async(std::launch::async, [&] { return store_.close_now(near_, 10s); });
  EXPECT_EQ(closed.wait_for(50ms), std::future_status::timeout);
  go_on.set_value();
  EXPECT_TRUE(closed.get());
}

TEST_F(Fetched, DatabaseWhoseKeyWasTakenAwayWhileItOpenedIsNotKept) {
  std::atomic<int> opened = 0;
  Options options;
  options.directory = folder_ / "databases";
  options.database_key = [&](TenantId tenant) {
    base::Secret<32> key;
    std::ranges::copy(tenant.bytes(), key.writable().begin());
    ready_ = false;
    ++opened;
    return key;
  };
  options.schema = {{.room = "counter", .version = 1, .sql = counter_sql}};
  options.ready = [this](TenantId) { return ready_.load(); };
  options.prepare = [](TenantId, Then then) { then(nullptr); };
  Store store(std::move(options));
  ready_ = true;
  for (int i = 0; i < 2; ++i) store.read_now(near_, [](TenantTxn&) {});
  EXPECT_EQ(opened, 2);
  EXPECT_EQ(store.counters().open, 0U);
}

}  // namespace
}  // namespace wardroom::store
