#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/problem.h"
#include "unit/store/notes.h"

namespace wardroom::store {
namespace {

using test::add;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string failure(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(TenantFile, HoldsNoPlaintextNeitherInTheFileNorInTheLog) {
  const std::string marker = "PLAINTEXT-MARKER-91c7";
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  const auto expect_no_marker = [&] {
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.directory())) {
      const auto bytes = content(file.path());
      EXPECT_EQ(bytes.find(marker), std::string::npos) << file.path();
      EXPECT_EQ(bytes.find("CREATE TABLE"), std::string::npos) << file.path();
      EXPECT_EQ(bytes.find("SQLite format 3"), std::string::npos) << file.path();
      ++files;
    }
    return files;
  };
  {
    Store store(folder.options());
    store.create(tenant);
    for (int i = 0; i < 50; ++i) store.write_now(tenant, [&](TenantTxn& txn) { add(txn, marker + std::to_string(i)); });
    EXPECT_EQ(expect_no_marker(), 4);  // the file, its log, the log's index, the lock of its users
    EXPECT_GT(std::filesystem::file_size(folder.file(tenant).string() + "-wal"), 100'000);
  }
  EXPECT_EQ(expect_no_marker(), 2);
}

TEST(TenantFile, IsReadableByItsOwnerOnly) {
  test::OneTenant one;
  one.store.write_now(one.tenant, [](TenantTxn& txn) { add(txn, "x"); });
  struct stat status{};
  ASSERT_EQ(::stat(one.folder.directory().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700);
  for (const auto& file : std::filesystem::directory_iterator(one.folder.directory())) {
    ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600) << file.path();
  }
}

TEST(TenantFile, AWrongKeyNamesTheFileAndLeavesOtherTenantsAlone) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  const auto other = base::TenantId::make();
  {
    Store store(folder.options());
    for (const auto t : {tenant, other}) {
      store.create(t);
      store.write_now(t, [](TenantTxn& txn) { add(txn, "x"); });
    }
  }
  folder.other_keys[tenant] = static_cast<std::uint8_t>(tenant.uuid[15] + 1);
  Store store(folder.options());
  const auto why = failure([&] { test::count(store, tenant); });
  EXPECT_NE(why.find(tenant.text()), std::string::npos) << why;
  EXPECT_NE(why.find("key"), std::string::npos) << why;
  EXPECT_EQ(test::count(store, other), 1);
  folder.other_keys.clear();
  EXPECT_EQ(test::count(store, tenant), 1);  // nothing is remembered of the failure
}

TEST(TenantFile, DamageIsNoticedAndNamed) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  {
    Store store(folder.options());
    store.create(tenant);
    store.write_now(tenant, [](TenantTxn& txn) {
      for (int i = 0; i < 500; ++i) add(txn, "note number " + std::to_string(i));
    });
  }
  {
    std::fstream file(folder.file(tenant), std::ios::binary | std::ios::in | std::ios::out);
    const auto size = std::filesystem::file_size(folder.file(tenant));
    for (std::size_t at = 4096 + 100; at < size; at += 4096) {  // one byte of every page but the first
      file.seekg(static_cast<std::streamoff>(at));
      const char flipped = static_cast<char>(file.get() ^ 1);
      file.seekp(static_cast<std::streamoff>(at));
      file.put(flipped);
    }
  }
  Store store(folder.options());
  const auto why = failure([&] { test::count(store, tenant); });
  EXPECT_NE(why.find(tenant.text()), std::string::npos) << why;
}

TEST(TenantFile, AnEmptiedOrMissingFileIsNotTakenForANewWorkspace) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  Store store(folder.options());
  EXPECT_NE(failure([&] { test::count(store, tenant); }).find("no such database"), std::string::npos);
  EXPECT_FALSE(store.exists(tenant));
  {
    const std::ofstream empty(folder.file(tenant));
  }
  EXPECT_NE(failure([&] { test::count(store, tenant); }).find("holds no Wardroom database"), std::string::npos);
}

TEST(TenantFile, IsMadeOnceAndListed) {
  test::Folder folder;
  Store store(folder.options());
  const auto tenant = base::TenantId::make();
  store.create(base::platform_tenant);
  store.create(tenant);
  EXPECT_TRUE(store.exists(tenant));
  EXPECT_EQ(store.tenants(), (std::vector{base::platform_tenant, tenant}));
  EXPECT_THROW(store.create(tenant), base::Problem);
  EXPECT_EQ(test::count(store, base::platform_tenant), 0);
}

TEST(TenantFile, ACrashWhileItIsMadeLeavesNothingBehind) {
  test::Folder folder;
  Store store(folder.options());
  const auto tenant = base::TenantId::make();
  {
    std::ofstream(folder.file(tenant).string() + ".new") << "half of a database";
  }
  EXPECT_FALSE(store.exists(tenant));
  EXPECT_TRUE(store.tenants().empty());
  store.create(tenant);
  EXPECT_EQ(test::count(store, tenant), 0);
}

TEST(TenantFile, CostsNothingUntilItIsUsed) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  {
    Store store(folder.options());
    store.create(tenant);
  }
  folder.keys_asked = 0;
  Store store(folder.options());
  EXPECT_EQ(store.tenants().size(), 1);
  EXPECT_EQ(folder.keys_asked, 0);
  EXPECT_EQ(store.counters().open, 0);
  test::count(store, tenant);
  test::count(store, tenant);
  EXPECT_EQ(folder.keys_asked, 1);
  EXPECT_EQ(store.counters().open, 1);
}

TEST(TenantFile, TheLeastRecentlyUsedIsClosedWhenTooManyAreOpen) {
  test::Folder folder;
  auto options = folder.options();
  options.max_open = 2;
  Store store(std::move(options));
  std::vector<base::TenantId> tenants;
  for (int i = 0; i < 4; ++i) {
    tenants.push_back(base::TenantId::make());
    store.create(tenants.back());
  }
  for (int round = 0; round < 3; ++round)
    for (const auto tenant : tenants) store.write_now(tenant, [&](TenantTxn& txn) { add(txn, std::to_string(round)); });
  EXPECT_LE(store.counters().open, 3);  // the one in use counts too
  for (const auto tenant : tenants) EXPECT_EQ(test::count(store, tenant), 3);
}

TEST(TenantFile, ManyAreUsedAtOnceWhileOthersAreClosed) {
  test::Folder folder;
  auto options = folder.options();
  options.max_open = 2;
  Store store(std::move(options));
  std::vector<base::TenantId> tenants;
  for (int i = 0; i < 6; ++i) {
    tenants.push_back(base::TenantId::make());
    store.create(tenants.back());
  }
  std::vector<std::thread> users;
  for (int user = 0; user < 4; ++user)
    users.emplace_back([&, user] {
      for (int i = 0; i < 30; ++i) {
        const auto tenant = tenants[static_cast<std::size_t>(i * 7 + user) % tenants.size()];
        store.write_now(tenant, [&](TenantTxn& txn) { add(txn, std::to_string(user) + "." + std::to_string(i)); });
        EXPECT_GE(test::count(store, tenant), 1);
        if (i % 10 == user) store.close(tenant);
      }
    });
  for (auto& user : users) user.join();
  std::int64_t rows = 0;
  for (const auto tenant : tenants) rows += test::count(store, tenant);
  EXPECT_EQ(rows, 120);
}

TEST(TenantFile, AnIdleOneIsClosed) {
  test::Folder folder;
  auto options = folder.options();
  options.idle_close = std::chrono::seconds(1);
  Store store(std::move(options));
  const auto tenant = base::TenantId::make();
  store.create(tenant);
  store.write_now(tenant, [](TenantTxn& txn) { add(txn, "x"); });
  EXPECT_EQ(store.counters().open, 1);
  const auto log = folder.file(tenant).string() + "-wal";  // gone when the file is closed
  for (int i = 0; i < 200 && std::filesystem::exists(log); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(std::filesystem::exists(log));
  EXPECT_EQ(store.counters().open, 0);
  EXPECT_EQ(test::count(store, tenant), 1);
}

TEST(TenantFile, AskedToCloseItForgetsItsKey) {
  test::OneTenant one;
  test::count(one.store, one.tenant);
  one.store.close(one.tenant);
  const int asked = one.folder.keys_asked;
  test::count(one.store, one.tenant);
  EXPECT_EQ(one.folder.keys_asked, asked + 1);
}

}  // namespace
}  // namespace wardroom::store
