// A database file gets another key while it is used, and while the process is killed.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "store/sqlite.h"
#include "unit/store/notes.h"

namespace wardroom::store {
namespace {

// Keys by number, the newest first; `newest` says how many there are.
struct Numbered {
  test::Folder folder;
  std::atomic<std::uint8_t> newest = 1;

  static base::Secret<32> key(std::uint8_t number) {
    base::Secret<32> out;
    std::ranges::fill(out.writable(), number);
    return out;
  }
  Options options() {
    auto out = folder.options();
    out.database_key = [this](base::TenantId) { return key(newest); };
    out.older_database_keys = [this](base::TenantId) {
      std::vector<base::Secret<32>> older;
      for (auto number = static_cast<std::uint8_t>(newest - 1); number > 0; --number) older.push_back(key(number));
      return older;
    };
    return out;
  }
  // What opens with this key alone.
  std::int64_t count_with(base::TenantId tenant, std::uint8_t number) {
    auto out = folder.options();
    out.database_key = [number](base::TenantId) { return key(number); };
    Store store(std::move(out));
    return test::count(store, tenant);
  }
};

using test::NoteId;

void add_many(Store& store, base::TenantId tenant, int count) {
  store.write_now(tenant, [&](TenantTxn& txn) {
    for (int i = 0; i < count; ++i) test::add(txn, std::string(200, 'x') + base::to_hex(NoteId::make().bytes()));
  });
}

TEST(Rekey, TheFileHasTheNewestKeyAndNoOther) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  {
    Store store(numbered.options());
    store.create(tenant);
    add_many(store, tenant, 2000);
    numbered.newest = 2;
    EXPECT_FALSE(store.has_newest_key(tenant));
    store.rekey_now(tenant);
    EXPECT_TRUE(store.has_newest_key(tenant));
    EXPECT_EQ(test::count(store, tenant), 2000);
    add_many(store, tenant, 10);
    EXPECT_TRUE(store.truncate_log_now(tenant));
  }
  EXPECT_EQ(numbered.count_with(tenant, 2), 2010);
  EXPECT_THROW(numbered.count_with(tenant, 1), WrongKey);
}

TEST(Rekey, WritersAndReadersGoOnThroughIt) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  Store store(numbered.options());
  store.create(tenant);
  add_many(store, tenant, 20'000);
  std::atomic<bool> working = true;
  std::atomic<std::int64_t> written = 20'000;
  std::vector<std::thread> people;
  for (int i = 0; i < 2; ++i) {
    people.emplace_back([&] {
      while (working) {
        const auto at_least = written.load();
        EXPECT_GE(test::count(store, tenant), at_least);
      }
    });
  }
  people.emplace_back([&] {
    while (working) {
      add_many(store, tenant, 1);
      ++written;
    }
  });
  for (std::uint8_t key = 2; key < 8; ++key) {
    numbered.newest = key;
    store.rekey_now(tenant);
  }
  working = false;
  for (auto& person : people) person.join();
  EXPECT_EQ(test::count(store, tenant), written);
}

TEST(Rekey, AnotherProcessWithTheFileOpenFollows) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  Store here(numbered.options());
  here.create(tenant);
  add_many(here, tenant, 500);
  Store there(numbered.options());
  EXPECT_EQ(test::count(there, tenant), 500);
  add_many(there, tenant, 1);
  numbered.newest = 2;
  there.rekey_now(tenant);
  EXPECT_EQ(test::count(here, tenant), 501);
  add_many(here, tenant, 1);
  EXPECT_EQ(test::count(there, tenant), 502);
}

TEST(Rekey, KilledInTheMiddleItHasEitherKeyAndAllItsRows) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  {
    Store store(numbered.options());
    store.create(tenant);
    add_many(store, tenant, 20'000);
  }
  for (int round = 0; round < 12; ++round) {
    numbered.newest = static_cast<std::uint8_t>(round + 2);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Store store(numbered.options());
      store.rekey_now(tenant);
      store.truncate_log_now(tenant);
      ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(4000 + 9000 * round));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    Store store(numbered.options());
    EXPECT_EQ(test::count(store, tenant), 20'000 + round);
    add_many(store, tenant, 1);
  }
}

}  // namespace
}  // namespace wardroom::store
