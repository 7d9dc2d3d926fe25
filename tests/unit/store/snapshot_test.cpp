// Copies of a database for a backup, made while it is written.
#include "store/snapshot.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "store/database_error.h"
#include "store/sqlite.h"
#include "unit/store/notes.h"
#include "unit/store/pages.h"

namespace wardroom::store {
namespace {

namespace fs = std::filesystem;

inline constexpr Statement<"DELETE FROM note WHERE tenant_id = $1"> forget_all;

base::Secret<32> key(std::uint8_t number) {
  base::Secret<32> out;
  std::ranges::fill(out.writable(), number);
  return out;
}

using Keys = std::vector<std::uint8_t>;  // by number, the newest first

class Written {
 public:
  explicit Written(int notes,
                   std::vector<SchemaPart> schema = {{.room = "notes", .version = 1, .sql = test::notes_sql}})
      : schema_(std::move(schema)), store_(options()) {
    store_.create(tenant);
    store_.write_now(tenant, [notes](TenantTxn& txn) {
      for (int i = 0; i < notes; ++i) test::add(txn, std::string(500, 'x') + std::to_string(i));
    });
  }

  void snapshot(
      const Keys& numbers = {1}, const std::function<void(TenantTxn&)>& change = [](TenantTxn&) {},
      const std::function<void()>& pace = [] {}) const {
    SnapshotSource source{tenant, folder_.file(tenant), {}};
    for (const auto number : numbers) source.keys.push_back(key(number));
    take_snapshot(source, copy(), schema_, change, pace);
  }
  std::int64_t copied(std::uint8_t number = 1) const {
    Sqlite db(copy(), key(number).view(), Sqlite::Use::read);
    return std::stoll(db.text_rows("SELECT COUNT(*) FROM note").at(0).at(0));
  }
  fs::path copy() const { return folder_.scratch / "copy"; }
  Store& store() { return store_; }

  base::TenantId tenant = base::TenantId::make();

 private:
  Options options() {
    auto out = folder_.options(schema_);
    out.database_key = [](base::TenantId) { return key(1); };
    return out;
  }

  test::Folder folder_;
  std::vector<SchemaPart> schema_;
  Store store_;
};

TEST(Snapshot, IsOfOneMomentWhileOthersWrite) {
  Written written(3000);
  std::atomic<bool> going_on = true;
  std::atomic<int> pairs = 0;
  std::thread writer([&] {
    while (going_on) {
      written.store().write_now(written.tenant, [&](TenantTxn& txn) {
        test::add(txn, fmt::format("one {}", pairs.load()));
        test::add(txn, fmt::format("other {}", pairs.load()));
      });
      ++pairs;
    }
  });
  int paces = 0;
  const auto wait_for_writes = [&] {  // without its snapshot the copy would have to begin anew after each step
    ++paces;
    for (const int before = pairs; pairs < before + 3;) std::this_thread::yield();
  };
  written.snapshot({1}, [](TenantTxn&) {}, wait_for_writes);
  going_on = false;
  writer.join();
  EXPECT_GE(paces, 1);
  const auto more = written.copied() - 3000;
  EXPECT_GE(more, 0);
  EXPECT_EQ(more % 2, 0);
  EXPECT_LT(more, 2 * pairs);
}

TEST(Snapshot, HasTheNewestKeyWhicheverTheFileHas) {
  const Written written(5);
  written.snapshot({2, 1});
  EXPECT_EQ(written.copied(2), 5);
  EXPECT_THROW(static_cast<void>(written.copied(1)), WrongKey);
}

TEST(Snapshot, WhatIsLeftOutIsInNoPageOfIt) {
  constexpr const char* mark = "MARK OF WHAT IS LEFT OUT";
  Written written(200);
  written.store().write_now(written.tenant, [&](TenantTxn& txn) { test::add(txn, mark); });
  written.snapshot();
  EXPECT_NE(test::decrypted_pages(written.copy(), base::Bytes(32, 1)).find(mark), std::string::npos)
      << "so that the look below could find it";
  fs::remove(written.copy());
  std::int64_t seen = 0;
  written.snapshot({1}, [&](TenantTxn& txn) {
    seen = *txn.one<std::int64_t>(test::queries::count);
    txn.exec(forget_all);
  });
  EXPECT_EQ(seen, 201);
  EXPECT_EQ(written.copied(), 0);
  EXPECT_EQ(test::decrypted_pages(written.copy(), base::Bytes(32, 1)).find(mark), std::string::npos);
  EXPECT_EQ(test::count(written.store(), written.tenant), 201) << "the file itself stays as it is";
}

TEST(Snapshot, IsWithoutWhatIsMadeFromTheRest) {
  const Written written(3, {{.room = "notes",
                             .version = 1,
                             .sql = test::notes_sql,
                             .without_derived = "DELETE FROM tag; DELETE FROM note WHERE name LIKE '%1'"}});
  written.snapshot();
  EXPECT_EQ(written.copied(), 2);
}

TEST(Snapshot, IsGoneWhenItFails) {
  const Written written(5);
  EXPECT_THROW(written.snapshot({9}), WrongKey);
  EXPECT_FALSE(fs::exists(written.copy()));
  EXPECT_THROW(written.snapshot({}), WrongKey);
  EXPECT_THROW(written.snapshot({1}, [](TenantTxn&) { throw std::runtime_error("no"); }), std::runtime_error);
  EXPECT_FALSE(fs::exists(written.copy()));
  std::ofstream(written.copy()) << "mine";
  EXPECT_THROW(written.snapshot(), std::system_error);
  EXPECT_EQ(fs::file_size(written.copy()), 4U) << "what was there before stays";
}

}  // namespace
}  // namespace wardroom::store
