#include "store/schema.h"

#include <gtest/gtest.h>

#include "unit/store/notes.h"

namespace wardroom::store {
namespace {

constexpr std::string_view first_sql =
    "CREATE TABLE item (tenant_id BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (tenant_id, id)) STRICT, WITHOUT ROWID";
constexpr std::string_view second_sql =
    "CREATE TABLE item (tenant_id BLOB NOT NULL, id BLOB NOT NULL, rank INTEGER NOT NULL DEFAULT 0 CHECK (rank >= 0), "
    "PRIMARY KEY (tenant_id, id)) STRICT, WITHOUT ROWID; CREATE INDEX item_rank ON item (tenant_id, rank)";
constexpr std::string_view to_second =
    "ALTER TABLE item ADD COLUMN rank INTEGER NOT NULL DEFAULT 0 CHECK (rank >= 0);"
    "CREATE INDEX item_rank ON item (tenant_id, rank)";

const SchemaPart first{.room = "items", .version = 1, .sql = first_sql};
const SchemaPart second{.room = "items", .version = 2, .sql = second_sql, .migrations = {{2, to_second}}};

constexpr Statement<"INSERT INTO item (tenant_id, id) VALUES ($1, $2)"> add_item;
constexpr Statement<"SELECT rank FROM item WHERE tenant_id = $1"> ranks;

// Opens the tenant's database with `part` and answers why that failed.
std::string open_with(test::Folder& folder, base::TenantId tenant, const SchemaPart& part) {
  Store store(folder.options({part}));
  try {
    if (!store.exists(tenant)) store.create(tenant);
    store.read_now(tenant, [](TenantTxn&) {});
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Schema, AnOlderDatabaseIsMigratedAndKeepsItsRows) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  {
    Store store(folder.options({first}));
    store.create(tenant);
    store.write_now(tenant, [](TenantTxn& txn) { txn.exec(add_item, test::NoteId::make()); });
  }
  Store store(folder.options({second}));
  const auto found = store.read_now(tenant, [](TenantTxn& txn) { return txn.all<int>(ranks); });
  EXPECT_EQ(found, std::vector<int>{0});
}

TEST(Schema, AMigratedDatabaseHasTheShapeOfAFreshOne) {
  EXPECT_EQ(migrated_shape(second, first_sql), fresh_shape(second));
  EXPECT_NE(migrated_shape(first, first_sql), fresh_shape(second));
  SchemaPart forgot_the_index = second;
  forgot_the_index.migrations = {{2, "ALTER TABLE item ADD COLUMN rank INTEGER NOT NULL DEFAULT 0 CHECK (rank >= 0)"}};
  EXPECT_NE(migrated_shape(forgot_the_index, first_sql), fresh_shape(second));
  SchemaPart forgot_the_check = second;
  forgot_the_check.migrations = {{2,
                                  "ALTER TABLE item ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
                                  "CREATE INDEX item_rank ON item (tenant_id, rank)"}};
  EXPECT_NE(migrated_shape(forgot_the_check, first_sql), fresh_shape(second));
}

TEST(Schema, ADatabaseOfANewerProgramIsRefused) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  EXPECT_EQ(open_with(folder, tenant, second), "");
  const auto why = open_with(folder, tenant, first);
  EXPECT_NE(why.find("newer Wardroom"), std::string::npos) << why;
  EXPECT_NE(why.find(tenant.text()), std::string::npos) << why;
  EXPECT_EQ(open_with(folder, tenant, second), "");
}

TEST(Schema, AChangeWithoutANewVersionIsRefusedButNotANewComment) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  EXPECT_EQ(open_with(folder, tenant, first), "");
  const std::string commented = "-- items\n" + std::string(first_sql) + "\n  -- that is all";
  EXPECT_EQ(open_with(folder, tenant, {.room = "items", .version = 1, .sql = commented}), "");
  const auto why = open_with(folder, tenant, {.room = "items", .version = 1, .sql = second_sql});
  EXPECT_NE(why.find("needs a new version"), std::string::npos) << why;
}

TEST(Schema, AFailedMigrationChangesNothing) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  EXPECT_EQ(open_with(folder, tenant, first), "");
  SchemaPart broken = second;
  broken.migrations = {{2, "ALTER TABLE item ADD COLUMN rank INTEGER; CREATE INDEX i ON item (no_such_column)"}};
  EXPECT_NE(open_with(folder, tenant, broken), "");
  EXPECT_EQ(open_with(folder, tenant, second), "");
}

TEST(Schema, ANewRoomIsAddedToAnExistingDatabase) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  EXPECT_EQ(open_with(folder, tenant, first), "");
  Store store(folder.options({first, {.room = "notes", .version = 1, .sql = test::notes_sql}}));
  EXPECT_EQ(test::count(store, tenant), 0);
}

TEST(Schema, FaultsAreNamed) {
  EXPECT_TRUE(schema_faults({first}).empty());
  EXPECT_TRUE(schema_faults({second, {.room = "notes", .version = 1, .sql = test::notes_sql}}).empty());
  const auto faults_of = [](std::string_view text) {
    return schema_faults({{.room = "r", .version = 1, .sql = text}}).size();
  };
  EXPECT_EQ(faults_of("CREATE TABLE t (id BLOB NOT NULL PRIMARY KEY)"), 1);
  EXPECT_EQ(faults_of("CREATE TABLE t (tenant_id BLOB, id BLOB NOT NULL, PRIMARY KEY (tenant_id, id))"), 1);
  EXPECT_EQ(faults_of("CREATE TABLE t (tenant_id BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (id, tenant_id))"), 1);
  EXPECT_EQ(faults_of("CREATE TABLE t ("), 1);
  EXPECT_EQ(schema_faults({{.room = "items", .version = 2, .sql = second_sql}}).size(), 1);
  EXPECT_EQ(schema_faults({first, first}).size(), 3);  // named twice (each), and the table exists
}

}  // namespace
}  // namespace wardroom::store
