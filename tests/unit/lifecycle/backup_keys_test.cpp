// The file of a backup's keys: what is written comes back, and what is gone on the server leaves it in time.
#include "lifecycle/backup_keys.h"

#include <gtest/gtest.h>

#include "lifecycle/followed_keys.h"
#include "lifecycle/records.h"

namespace wardroom::lifecycle {
namespace {

using base::Bytes;
using base::Timestamp;
using std::chrono::days;

chat::MessageKey message_key() {
  return {base::ShredKeyId::make(),
          base::ChannelId::make(),
          {1000},
          {2000},
          crypto::Sealed<keys::ShredKey>::stored(Bytes(80, 7)),
          {1500}};
}

crypto::AgeReader::Source source_of(const Bytes& bytes) {
  return [&bytes, at = std::size_t{0}](std::span<std::uint8_t> out) mutable {
    const auto count = std::min(out.size(), bytes.size() - at);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, out.begin());
    at += count;
    return count;
  };
}

Bytes sealed(std::string_view text, const crypto::AgeIdentity& identity) {
  Bytes out;
  crypto::AgeWriter writer({identity.recipient()}, [&out](base::ByteView part) { base::append(out, part); });
  writer.write(base::as_bytes(text));
  writer.finish();
  return out;
}

std::vector<crypto::AgeIdentity> list_of(crypto::AgeIdentity identity) {
  std::vector<crypto::AgeIdentity> out;
  out.push_back(std::move(identity));
  return out;
}

TEST(BackupKeys, ComeBackAsTheyWereWritten) {
  const auto tenant = base::TenantId::make();
  const auto own = base::TenantId::make();
  BackupKeys keys;
  auto archive = crypto::AgeIdentity::make();
  const auto recipient = archive.recipient().text();
  keys.archives.emplace("one", ArchiveKey{std::move(archive), {5}, 6, 7, 8, Timestamp{9}});
  auto& kept = keys.tenants[tenant];
  kept.slug = "acme";
  kept.roots.emplace(2, RootKey{crypto::Key::random(), {}, Timestamp{77}});
  const auto message = message_key();
  kept.messages.emplace(message.id, KeptMessageKey{message, Timestamp{88}});
  keys.tenants[own].provider = Bytes{1, 2, 3};
  keys.tenants[own].roots.emplace(1, RootKey{{}, Bytes{4, 5}, {}});
  keys.files.emplace("tls/ca.pem", "text\nof lines");

  auto reader = crypto::AgeIdentity::make();
  Bytes file;
  write_backup_keys(keys, "1.0", {reader.recipient()}, [&file](base::ByteView part) { base::append(file, part); });
  const auto identities = list_of(std::move(reader));
  const auto back = read_backup_keys(identities, source_of(file));

  EXPECT_EQ(back.recipients, std::vector{identities[0].recipient().text()});
  const auto& one = back.archives.at("one");
  EXPECT_EQ(one.identity.recipient().text(), recipient);
  EXPECT_EQ(std::tuple(one.made_at.ms, one.bytes, one.databases, one.missing, one.drilled_at->ms),
            std::tuple(5, 6, 7, 8, 9));
  const auto& there = back.tenants.at(tenant);
  EXPECT_EQ(there.slug, "acme");
  EXPECT_TRUE(base::equal_secret(there.roots.at(2).plain->view(), kept.roots.at(2).plain->view()));
  EXPECT_EQ(there.roots.at(2).gone_at, Timestamp{77});
  const auto& said = there.messages.at(message.id);
  EXPECT_EQ(said.key.channel, message.channel);
  EXPECT_EQ(said.key.key, message.key);
  EXPECT_EQ(std::tuple(said.key.from.ms, said.key.until.ms, said.key.created_at.ms, said.gone_at->ms),
            std::tuple(1000, 2000, 1500, 88));
  EXPECT_EQ(back.tenants.at(own).provider, (Bytes{1, 2, 3}));
  EXPECT_EQ(back.tenants.at(own).roots.at(1).wrapped, (Bytes{4, 5}));
  EXPECT_EQ(back.files, keys.files);
}

TEST(BackupKeys, WhatIsNoneIsRefused) {
  const auto identities = list_of(crypto::AgeIdentity::make());
  const std::string head = R"(wardroom-backup-keys {"format":1,"made_by":"1","written_at":"2026-01-01T00:00:00.000Z",)"
                           R"("recipients":[]})"
                           "\n";
  const auto read = [&](const std::string& text) {
    const auto file = sealed(text, identities[0]);
    return read_backup_keys(identities, source_of(file));
  };
  EXPECT_NO_THROW(read(head));
  for (const auto& text :
       {std::string(), std::string("\n"), std::string("something else\n"), std::string("wardroom-backup-keys {}\n"),
        std::string("wardroom-backup {\"format\":1}\n"), head.substr(0, head.size() - 1), head + "archive {}\n",
        head + "nobody knows {}\n", head + "root {", head + std::string(1 << 19, 'x')}) {
    EXPECT_THROW(read(text), BadRecord) << text.substr(0, 200);
  }
  const auto root = [&](const std::string& epoch, const std::string& plain, const std::string& wrapped) {
    return head + R"(root {"tenant":")" + base::TenantId::make().text() + R"(","epoch":)" + epoch + R"(,"root":")" +
           plain + R"(","wrapped":")" + wrapped + "\",\"gone_at\":null}\n";
  };
  const std::string good = base::to_base64(Bytes(32));
  EXPECT_NO_THROW(read(root("1", good, "")));
  EXPECT_NO_THROW(read(root("1", "", "AAAA")));
  for (const auto& text : {root("0", good, ""), root("4294967296", good, ""), root("1", "", ""),
                           root("1", good, "AAAA"), root("1", "AAAA", ""), root("1", "!", "")}) {
    EXPECT_THROW(read(text), BadRecord) << text;
  }
  try {
    read("wardroom-backup-keys {\"format\":2,\"new\":true}\n");
    FAIL();
  } catch (const std::runtime_error& newer) {
    EXPECT_NE(std::string(newer.what()).find("newer Wardroom"), std::string::npos);
  }
}

TEST(FollowedKeys, WhatIsGoneIsMarkedAndDroppedInTime) {
  BackupKeys keys;
  auto& kept = keys.tenants[base::TenantId::make()];
  kept.roots.emplace(1, RootKey{crypto::Key::random(), {}, {}});
  const auto stays = message_key();
  const auto goes = message_key();
  const Timestamp at{1'000'000};
  EXPECT_TRUE(follow_messages(kept, {stays, goes}, at));
  EXPECT_FALSE(follow_messages(kept, {goes, stays}, at)) << "nothing new";
  EXPECT_TRUE(follow_messages(kept, {stays}, at));
  EXPECT_EQ(kept.messages.at(goes.id).gone_at, at);
  EXPECT_FALSE(follow_messages(kept, {stays}, at + days(1)));
  EXPECT_EQ(kept.messages.at(goes.id).gone_at, at) << "since when, not since when it was looked at last";
  EXPECT_EQ(drop_gone(keys, at - std::chrono::milliseconds(1)), 0U);
  EXPECT_EQ(drop_gone(keys, at), 1U);
  EXPECT_TRUE(kept.messages.contains(stays.id) && !kept.messages.contains(goes.id));
}

TEST(FollowedKeys, WhatCameBackIsNotGone) {
  TenantBackupKeys kept;
  const auto key = message_key();
  follow_messages(kept, {key}, {1});
  follow_messages(kept, {}, {2});
  EXPECT_TRUE(follow_messages(kept, {key}, {3}));
  EXPECT_FALSE(kept.messages.at(key.id).gone_at);
}

TEST(FollowedKeys, ATenantThatIsGoneLosesAll) {
  BackupKeys keys;
  const auto tenant = base::TenantId::make();
  auto& kept = keys.tenants[tenant];
  kept.roots.emplace(1, RootKey{crypto::Key::random(), {}, {}});
  add_messages(kept, {message_key(), message_key()});
  EXPECT_TRUE(mark_all_gone(kept, {5}));
  EXPECT_FALSE(mark_all_gone(kept, {6}));
  EXPECT_EQ(drop_gone(keys, {5}), 3U);
  EXPECT_FALSE(keys.tenants.contains(tenant));
}

TEST(Records, LinesAndBytesComeInTurns) {
  const Bytes file = base::to_bytes("first {\"a\":1}\nbytes of any kind\n\x01second {}\n");
  RecordReader reader(source_of(file));
  const auto first = reader.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, "first");
  Bytes raw(19);
  EXPECT_EQ(reader.read(raw), 19U);
  EXPECT_EQ(base::as_text(raw), "bytes of any kind\n\x01");
  EXPECT_EQ(reader.next()->kind, "second");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.read(raw), 0U);
}

}  // namespace
}  // namespace wardroom::lifecycle
