#include "store/store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <future>

#include "base/problem.h"
#include "unit/store/notes.h"

namespace wardroom::store {
namespace {

using test::add;
using test::Note;
using test::NoteId;
using test::OneTenant;

TEST(Store, GivesBackWhatWasWritten) {
  OneTenant one;
  const auto id = NoteId::make();
  const auto body = crypto::Sealed<std::string>::stored({1, 2, 3});
  one.store.write_now(one.tenant, [&](TenantTxn& txn) {
    EXPECT_EQ(txn.exec(test::queries::add_sealed, id, "först", 7, body), 1);
    EXPECT_EQ(txn.exec(test::queries::add, NoteId::make(), std::string(), 0), 1);
  });
  const auto note =
      one.store.read_now(one.tenant, [&](TenantTxn& txn) { return txn.one<Note>(test::queries::by_id, id); });
  ASSERT_TRUE(note);
  EXPECT_EQ(note->id, id);
  EXPECT_EQ(note->name, "först");
  EXPECT_EQ(note->size, 7);
  EXPECT_EQ(note->body, body);
  const auto names =
      one.store.read_now(one.tenant, [](TenantTxn& txn) { return txn.all<std::string>(test::queries::names); });
  EXPECT_EQ(names, (std::vector<std::string>{"", "först"}));
}

TEST(Store, FindsNothingWhereNothingIs) {
  OneTenant one;
  const auto note = one.store.read_now(
      one.tenant, [](TenantTxn& txn) { return txn.one<Note>(test::queries::by_id, NoteId::make()); });
  EXPECT_FALSE(note);
}

TEST(Store, AThrowingClosureRollsBackAlone) {
  OneTenant one;
  std::promise<std::exception_ptr> good, bad, last;
  {
    test::HeldWriter held(one.store, one.tenant);
    one.store.write(one.tenant, [](TenantTxn& txn) { add(txn, "good"); }, [&](auto e) { good.set_value(e); });
    one.store.write(
        one.tenant,
        [](TenantTxn& txn) {
          add(txn, "bad");
          throw base::Problem(409, "no", "No.");
        },
        [&](auto e) { bad.set_value(e); });
    one.store.write(one.tenant, [](TenantTxn& txn) { add(txn, "last"); }, [&](auto e) { last.set_value(e); });
  }
  EXPECT_FALSE(good.get_future().get());
  EXPECT_THROW(std::rethrow_exception(bad.get_future().get()), base::Problem);
  EXPECT_FALSE(last.get_future().get());
  const auto names =
      one.store.read_now(one.tenant, [](TenantTxn& txn) { return txn.all<std::string>(test::queries::names); });
  EXPECT_EQ(names, (std::vector<std::string>{"good", "last"}));
}

TEST(Store, WritesThatWaitTogetherShareOneCommit) {
  OneTenant one;
  const auto before = one.store.counters();
  std::latch all(200);
  {
    test::HeldWriter held(one.store, one.tenant);
    for (int i = 0; i < 200; ++i)
      one.store.write(
          one.tenant, [i](TenantTxn& txn) { add(txn, std::to_string(i)); },
          [&all](std::exception_ptr error) {
            EXPECT_FALSE(error);
            all.count_down();
          });
  }
  all.wait();
  const auto after = one.store.counters();
  EXPECT_EQ(after.writes - before.writes, 201);
  EXPECT_LE(after.groups - before.groups, 3);
  EXPECT_EQ(test::count(one.store, one.tenant), 200);
}

TEST(Store, OnCommitRunsAfterTheCommitInOrderAndBeforeDone) {
  OneTenant one;
  std::vector<std::string> order;
  std::latch all(3);
  {
    test::HeldWriter held(one.store, one.tenant);
    for (const std::string name : {"a", "b", "c"})
      one.store.write(
          one.tenant,
          [&order, name](TenantTxn& txn) {
            add(txn, name);
            txn.on_commit([&order, name] { order.push_back("commit " + name); });
            if (name == "b") throw std::runtime_error("b fails");
          },
          [&order, &all, name](std::exception_ptr) {
            order.push_back("done " + name);
            all.count_down();
          });
  }
  all.wait();
  EXPECT_EQ(order, (std::vector<std::string>{"commit a", "done a", "done b", "commit c", "done c"}));
}

TEST(Store, ReadersSeeASnapshotAndDoNotWaitForTheWriter) {
  OneTenant one;
  one.store.write_now(one.tenant, [](TenantTxn& txn) { add(txn, "first"); });
  test::HeldWriter held(one.store, one.tenant);  // inside its transaction
  EXPECT_EQ(test::count(one.store, one.tenant), 1);
}

TEST(Store, AReadKeepsItsSnapshotWhileAWriteCommits) {
  OneTenant one;
  const auto [before, after] = one.store.read_now(one.tenant, [&](TenantTxn& txn) {
    const auto first = txn.one<std::int64_t>(test::queries::count).value();
    std::promise<void> written;
    one.store.write(one.tenant, [](TenantTxn& w) { add(w, "late"); }, [&](std::exception_ptr) { written.set_value(); });
    written.get_future().wait();
    return std::pair(first, txn.one<std::int64_t>(test::queries::count).value());
  });
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 0);
  EXPECT_EQ(test::count(one.store, one.tenant), 1);
}

TEST(Store, AReadCannotWrite) {
  OneTenant one;
  EXPECT_THROW(one.store.read_now(one.tenant, [](TenantTxn& txn) { add(txn, "x"); }), std::logic_error);
}

TEST(Store, AnswersBusyWhenTheQueueIsFull) {
  test::Folder folder;
  auto options = folder.options();
  options.max_pending = 8;  // half of them of one tenant
  Store store(std::move(options));
  const auto tenant = base::TenantId::make();
  store.create(tenant);
  int busy = 0;
  {
    test::HeldWriter held(store, tenant);
    for (int i = 0; i < 10; ++i)
      store.write(
          tenant, [i](TenantTxn& txn) { add(txn, std::to_string(i)); },
          [&busy](std::exception_ptr error) {
            if (!error) return;
            try {
              std::rethrow_exception(error);
            } catch (const base::Problem& problem) {
              EXPECT_EQ(problem.status(), 503);
              EXPECT_EQ(problem.code(), "busy");
              EXPECT_EQ(problem.retry_after(), 1);
              ++busy;
            }
          });
  }
  EXPECT_EQ(busy, 6);
  store.stop();
}

// Two tenants with one writer, of whom one has far more to write.
struct Neighbours {
  explicit Neighbours(std::size_t max_pending) : store(options(folder, max_pending)) {
    store.create(loud);
    store.create(quiet);
  }
  static Options options(test::Folder& folder, std::size_t max_pending) {
    auto options = folder.options();
    options.writer_threads = 1;
    options.max_pending = max_pending;
    return options;
  }
  void write(base::TenantId tenant, int times, std::atomic<int>& good, std::atomic<int>& refused) {
    for (int i = 0; i < times; ++i)
      store.write(
          tenant, [i](TenantTxn& txn) { add(txn, std::to_string(i)); },
          [&](const std::exception_ptr& error) { ++(error ? refused : good); });
  }

  test::Folder folder;
  Store store;
  base::TenantId loud = base::TenantId::make();
  base::TenantId quiet = base::TenantId::make();
};

TEST(Store, ATenantWithMuchToWriteHoldsUpNoOther) {
  Neighbours both(8192);
  std::atomic<int> loud = 0;
  std::atomic<int> refused = 0;
  std::promise<int> before;
  {
    test::HeldWriter held(both.store, both.loud);
    both.write(both.loud, 2000, loud, refused);
    both.store.write(
        both.quiet, [](TenantTxn& txn) { add(txn, "one"); },
        [&](const std::exception_ptr&) { before.set_value(loud); });
  }
  EXPECT_EQ(before.get_future().get(), 0) << "of the loud one's writes, waiting since before, were served first";
  both.store.stop();
  EXPECT_EQ(loud, 2000);
  EXPECT_EQ(refused, 0);
}

TEST(Store, ATenantThatFillsTheQueueLeavesRoomForOthers) {
  Neighbours both(64);
  std::atomic<int> good = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> quiet = 0;
  {
    test::HeldWriter held(both.store, both.loud);
    both.write(both.loud, 1000, good, refused);
    EXPECT_EQ(refused, 1000 - 32);
    both.write(both.quiet, 10, quiet, refused);
  }
  both.store.stop();
  EXPECT_EQ(quiet, 10);
  EXPECT_EQ(good, 32);
}

TEST(Store, StoppingFinishesWhatWaits) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  std::atomic<int> good = 0;
  {
    Store store(folder.options());
    store.create(tenant);
    for (int i = 0; i < 100; ++i)
      store.write(
          tenant, [i](TenantTxn& txn) { add(txn, std::to_string(i)); }, [&good](auto error) { good += !error; });
  }
  EXPECT_EQ(good, 100);
  Store again(folder.options());
  EXPECT_EQ(test::count(again, tenant), 100);
  again.stop();
  EXPECT_THROW(test::count(again, tenant), base::Problem);
}

// Files cannot grow while this is alive: the nearest thing to a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t limit) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{.rlim_cur = limit, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(Store, AFailedCommitFailsItsWholeGroupAndOnlyThat) {
  OneTenant one;
  std::atomic<int> failed = 0;
  std::atomic<int> committed = 0;
  const auto write_a_group = [&](char first) {
    std::latch all(5);
    {
      test::HeldWriter held(one.store, one.tenant);
      for (int i = 0; i < 5; ++i)
        one.store.write(
            one.tenant,
            [&committed, name = std::string(50'000, static_cast<char>(first + i))](TenantTxn& txn) {
              add(txn, name);
              txn.on_commit([&committed] { ++committed; });
            },
            [&](std::exception_ptr error) {
              failed += error != nullptr;
              all.count_down();
            });
    }
    all.wait();
  };
  write_a_group('a');
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(committed, 5);
  {
    const FullDisk full(std::filesystem::file_size(one.folder.file(one.tenant).string() + "-wal"));
    write_a_group('f');
  }
  EXPECT_EQ(failed, 5);
  EXPECT_EQ(committed, 5);
  EXPECT_EQ(test::count(one.store, one.tenant), 5);
}

TEST(Store, WorksAgainAfterTheDiskWasFull) {
  OneTenant one;
  one.store.write_now(one.tenant, [](TenantTxn& txn) { add(txn, "before"); });
  {
    const FullDisk full(std::filesystem::file_size(one.folder.file(one.tenant).string() + "-wal"));
    // More than the cache holds, so that the disk is full before the closure has ended.
    EXPECT_THROW(one.store.write_now(one.tenant,
                                     [](TenantTxn& txn) {
                                       for (int i = 0; i < 300; ++i)
                                         add(txn, std::to_string(i) + std::string(100'000, 'x'));
                                     }),
                 std::exception);
  }
  one.store.write_now(one.tenant, [](TenantTxn& txn) { add(txn, "after"); });
  EXPECT_EQ(test::count(one.store, one.tenant), 2);
}

TEST(Store, RefusesToWaitForItself) {
  OneTenant one;
  EXPECT_THROW(one.store.write_now(one.tenant, [&](TenantTxn&) { test::count(one.store, one.tenant); }),
               std::logic_error);
}

TEST(Store, TellsWhichConstraintStoodInTheWay) {
  OneTenant one;
  one.store.write_now(one.tenant, [](TenantTxn& txn) {
    add(txn, "same");
    try {
      add(txn, "same");
      FAIL() << "two notes of one name";
    } catch (const Conflict& conflict) {
      EXPECT_EQ(conflict.kind(), Conflict::Kind::unique);
      EXPECT_TRUE(conflict.on("note", "name"));
      EXPECT_FALSE(conflict.on("note", "id"));
    }
    try {
      add(txn, "negative", -1);
      FAIL() << "a negative size";
    } catch (const Conflict& conflict) {
      EXPECT_EQ(conflict.kind(), Conflict::Kind::check);
    }
    try {
      txn.exec(test::queries::add_tag, NoteId::make(), "word");
      FAIL() << "a tag of no note";
    } catch (const Conflict& conflict) {
      EXPECT_EQ(conflict.kind(), Conflict::Kind::foreign_key);
    }
  });
  EXPECT_EQ(test::count(one.store, one.tenant), 1);  // the statements failed, the transaction did not
}

TEST(Store, AColumnOfAnotherKindIsAFault) {
  OneTenant one;
  one.store.write_now(one.tenant, [](TenantTxn& txn) { add(txn, "text"); });
  EXPECT_THROW(
      one.store.read_now(one.tenant, [](TenantTxn& txn) { return txn.all<std::int64_t>(test::queries::names); }),
      std::logic_error);
  EXPECT_THROW(
      one.store.read_now(one.tenant, [](TenantTxn& txn) { return txn.all<base::Bytes>(test::queries::names); }),
      std::logic_error);
}

}  // namespace
}  // namespace wardroom::store
