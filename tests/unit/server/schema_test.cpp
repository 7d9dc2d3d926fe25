#include "server/schema.h"

#include <gtest/gtest.h>

#include "chat/schema.h"
#include "kms/local.h"
#include "support/scratch_folder.h"

namespace wardroom::server {
namespace {

struct Declared {
  test::ScratchFolder folder;
  std::unique_ptr<kms::Kms> kms = make_kms(folder);
  keys::KeyStore keys{folder.path(), *kms};
  chat::ShredKeys shred_keys{keys};
  std::vector<keys::SealedColumn> columns = all_sealed_columns(shred_keys);

  static std::unique_ptr<kms::Kms> make_kms(const test::ScratchFolder& folder) {
    EXPECT_TRUE(kms::create_key_file(folder / "key"));
    return std::move(*kms::create_local_kms(folder / "root.kms", kms::KeyFile{folder / "key"}));
  }
};

TEST(WholeSchema, HasNoFaults) { EXPECT_EQ(store::schema_faults(whole_schema()), std::vector<std::string>{}); }

TEST(WholeSchema, EverySealedColumnIsDeclaredForReencryptionOnce) {
  const Declared declared;
  std::vector<std::string> names;
  for (const auto& column : declared.columns) names.push_back(column.name);
  std::ranges::sort(names);
  EXPECT_EQ(names, store::sealed_column_names(whole_schema()));
}

TEST(WholeSchema, AColumnWaitsOnlyForOneThatIsWalkedBeforeIt) {
  const Declared declared;
  std::vector<std::string> before;
  for (const auto& column : declared.columns) {
    if (!column.waits_for.empty()) EXPECT_NE(std::ranges::find(before, column.waits_for), before.end()) << column.name;
    before.push_back(column.name);
  }
}

// What chat's tables were in version 1, as far as version 2 changed them.
constexpr std::string_view chat_1 = R"sql(
CREATE TABLE channels (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
  name_sealed BLOB NOT NULL,
  topic_sealed BLOB NOT NULL,
  direct_key BLOB,
  shred_key_id BLOB NOT NULL,
  last_seq INTEGER NOT NULL,
  everyone INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX channels_direct ON channels (tenant_id, direct_key) WHERE direct_key IS NOT NULL;
CREATE INDEX channels_kind ON channels (tenant_id, kind, id);
CREATE TABLE shred_keys (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  key_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE TABLE memberships (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  joined_at INTEGER NOT NULL,
  last_read_seq INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel_id, user_id)
) WITHOUT ROWID;
CREATE INDEX memberships_user ON memberships (tenant_id, user_id, channel_id);
CREATE TABLE messages (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  id BLOB NOT NULL,
  author_id BLOB NOT NULL,
  nonce TEXT,
  encryption TEXT NOT NULL CHECK (encryption IN ('server', 'mls')),
  body_sealed BLOB,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_id ON messages (tenant_id, id);
CREATE UNIQUE INDEX messages_nonce ON messages (tenant_id, author_id, nonce) WHERE nonce IS NOT NULL;
CREATE TABLE events (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_id BLOB NOT NULL,
  message_id BLOB,
  user_id BLOB,
  PRIMARY KEY (tenant_id, channel_id, seq)
) WITHOUT ROWID;
)sql";

TEST(ChatSchema, MigratedIsTheSameAsFresh) {
  EXPECT_EQ(store::migrated_shape(chat::schema(), chat_1), store::fresh_shape(chat::schema()));
}

}  // namespace
}  // namespace wardroom::server
