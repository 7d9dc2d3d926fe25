// A database file gets another key while it is used, and while the process is killed.
#include <gtest/gtest.h>
#include <sys/stat.h>
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

// The file in this place: another number, another file.
ino_t inode(const Numbered& numbered, base::TenantId tenant) {
  struct stat status{};
  EXPECT_EQ(::stat(numbered.folder.file(tenant).c_str(), &status), 0);
  return status.st_ino;
}

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
    const auto before = inode(numbered, tenant);
    store.rekey_now(tenant);
    EXPECT_NE(inode(numbered, tenant), before);
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
  int exchanged = 0;
  for (std::uint8_t key = 2; key < 8; ++key) {
    const auto before = inode(numbered, tenant);
    numbered.newest = key;
    store.rekey_now(tenant);
    exchanged += inode(numbered, tenant) != before ? 1 : 0;
  }
  EXPECT_GT(exchanged, 0);
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
  const auto before = inode(numbered, tenant);
  numbered.newest = 2;
  there.rekey_now(tenant);
  EXPECT_EQ(inode(numbered, tenant), before);  // an exchanged file would leave the other process with the old one
  EXPECT_EQ(test::count(here, tenant), 501);
  add_many(here, tenant, 1);
  EXPECT_EQ(test::count(there, tenant), 502);
}

TEST(Rekey, LeavesNoCopyBehindAndSweepsOneThatAKilledProcessLeft) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  const auto copy = numbered.folder.file(tenant).string() + ".rekey";
  {
    Store store(numbered.options());
    store.create(tenant);
    add_many(store, tenant, 100);
    numbered.newest = 2;
    store.rekey_now(tenant);
    EXPECT_FALSE(std::filesystem::exists(copy));
  }
  std::ofstream(copy) << "half a database";
  Store store(numbered.options());
  EXPECT_EQ(test::count(store, tenant), 100);
  EXPECT_FALSE(std::filesystem::exists(copy));
}

TEST(Rekey, WhatIsWrittenWhileItIsCopiedIsInTheCopy) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  Store store(numbered.options());
  store.create(tenant);
  add_many(store, tenant, 20'000);
  numbered.newest = 2;
  std::atomic<bool> copying = true;
  std::int64_t written = 20'000;
  std::thread writer([&] {
    while (copying) {
      add_many(store, tenant, 3);
      written += 3;
      try {  // what is rolled back is not
        store.write_now(tenant, [](TenantTxn& txn) {
          test::add(txn, "twice");
          test::add(txn, "twice");
        });
      } catch (const Conflict&) {
      }
    }
  });
  store.rekey_now(tenant);
  copying = false;
  writer.join();
  store.close(tenant);
  EXPECT_EQ(test::count(store, tenant), written);
  EXPECT_EQ(numbered.count_with(tenant, 2), written);
}

TEST(Rekey, AConnectionWithTheOldKeyCannotDamageTheFileByFoldingTheLog) {
  Numbered numbered;
  const auto tenant = base::TenantId::make();
  {
    Store store(numbered.options());
    store.create(tenant);
    add_many(store, tenant, 500);
  }
  {
    Sqlite old(numbered.folder.file(tenant), Numbered::key(1).view(), Sqlite::Use::read);
    old.begin_read();
    old.rollback();
    Sqlite writer(numbered.folder.file(tenant), Numbered::key(1).view(), Sqlite::Use::write);
    writer.rekey(Numbered::key(2).view());
    try {
      old.fold_log();
    } catch (const DatabaseError&) {  // or it did nothing
    }
  }
  EXPECT_EQ(numbered.count_with(tenant, 2), 500);
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
    ::usleep(static_cast<useconds_t>(4000 + 30000 * round));
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
