// One backup: what goes in comes out, and nothing that is not whole passes for one.
#include "lifecycle/backup_archive.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch_folder.h"

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;
using base::Bytes;

struct Archive {
  test::ScratchFolder folder;
  crypto::AgeIdentity identity = crypto::AgeIdentity::make();
  fs::path file = folder / "archive";
  base::TenantId tenant = base::TenantId::make();

  fs::path database(std::size_t size) const {
    const auto path = folder / "database";
    std::ofstream(path, std::ios::binary) << std::string(size, 'd');
    return path;
  }
  // As somebody would write it who knows the recipient.
  void write(std::string_view inside) const {
    fs::remove(file);
    NewFile out(file);
    crypto::AgeWriter writer({identity.recipient()}, [&out](base::ByteView part) { out.write(part); });
    writer.write(base::as_bytes(inside));
    writer.finish();
    out.keep();
  }
  std::vector<std::string> read(std::vector<Missing>* missing = nullptr) const {
    BackupReader reader(file, identity);
    std::vector<std::string> out;
    std::string content;
    const auto sink = [&](const BackupDatabase&) -> BackupReader::Sink {
      content.clear();
      return [&](base::ByteView part) { content += base::as_text(part); };
    };
    while (const auto next = reader.next(sink)) out.push_back(next->slug + " " + content);
    if (missing) *missing = reader.missing();
    return out;
  }
};

TEST(BackupArchive, ComesBackAsItWasWritten) {
  const Archive archive;
  BackupWriter writer(archive.folder / "making", archive.identity.recipient(), {0, "1.0", {5}});
  writer.add(base::platform_tenant, "platform", archive.database(3'000'000), [] {});
  writer.add(Missing{archive.tenant, "dark", "its key was withdrawn"});
  writer.add(archive.tenant, "acme", archive.database(0), [] {});
  writer.finish();
  EXPECT_FALSE(fs::exists(archive.file));
  writer.keep_as(archive.file);
  EXPECT_EQ(writer.databases(), 2);
  EXPECT_EQ(static_cast<std::uintmax_t>(writer.bytes()), fs::file_size(archive.file));
  std::vector<Missing> missing;
  EXPECT_EQ(archive.read(&missing), (std::vector{"platform " + std::string(3'000'000, 'd'), std::string("acme ")}));
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].slug, "dark");
}

TEST(BackupArchive, LeavesNothingUnlessItIsKept) {
  const Archive archive;
  {
    BackupWriter writer(archive.file, archive.identity.recipient(), {0, "1.0", {5}});
    writer.add(archive.tenant, "acme", archive.database(100), [] {});
  }
  EXPECT_FALSE(fs::exists(archive.file));
  BackupWriter writer(archive.file, archive.identity.recipient(), {0, "1.0", {5}});
  const auto stop = [] { throw std::runtime_error("given up"); };
  EXPECT_THROW(writer.add(archive.tenant, "acme", archive.database(2'000'000), stop), std::runtime_error);
}

TEST(BackupArchive, WhatIsNoneIsRefused) {
  const Archive archive;
  const std::string head =
      "wardroom-backup {\"format\":1,\"made_by\":\"1\",\"made_at\":\"2026-01-01T00:00:00.000Z\"}\n";
  const auto database = "database {\"tenant\":\"" + archive.tenant.text() + "\",\"slug\":\"acme\",\"bytes\":";
  archive.write(head + database + "4}\nfourend {\"databases\":1}\n");
  EXPECT_EQ(archive.read(), std::vector{std::string("acme four")});
  for (const auto& inside :
       {std::string(), std::string("wardroom-backup-keys {\"format\":1}\n"), head, head + "end {\"databases\":1}\n",
        head + "end {\"databases\":0}\nend {\"databases\":0}\n", head + "other {}\n", head + database + "4}\nfou",
        head + database + "4}\nfour", head + database + "-1}\nend {\"databases\":1}\n",
        head + database + "9223372036854775807}\nfour", head + "database {}\n"}) {
    archive.write(inside);
    EXPECT_THROW(static_cast<void>(archive.read()), BadRecord) << inside;
  }
  archive.write("wardroom-backup {\"format\":2}\n");
  try {
    static_cast<void>(archive.read());
    FAIL();
  } catch (const std::runtime_error& newer) {
    EXPECT_NE(std::string(newer.what()).find("newer Wardroom"), std::string::npos);
  }
}

}  // namespace
}  // namespace wardroom::lifecycle
