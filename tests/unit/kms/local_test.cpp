#include "kms/local.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "kms/durable_file.h"
#include "kms/local_file.h"
#include "support/scratch_folder.h"

namespace wardroom::kms {
namespace {

using base::as_bytes;
namespace fs = std::filesystem;

constexpr crypto::PasswordCost cheap{.memory_kib = min_unlock_memory_kib, .passes = 1};
constexpr Passphrase right{"correct horse battery"};

class LocalKmsFile : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(create_local_kms(path_, right, cheap)); }
  void rewrite(auto&& change) {
    auto content = *read_file(path_, 4096);
    change(content);
    replace_file(path_, content);
  }
  std::string error(const Unlock& unlock = right) const {
    const auto kms = open_local_kms(path_, unlock);
    return kms ? "" : kms.error().message;
  }

  test::ScratchFolder folder_;
  fs::path path_ = folder_ / "root.kms";
};

TEST_F(LocalKmsFile, UnwrapsWhatAnEarlierStartWrapped) {
  const auto key = Key::random();
  const auto wrapped = (*open_local_kms(path_, right))->wrap(key, as_bytes("ws 1"));
  const auto kms = open_local_kms(path_, right);
  ASSERT_TRUE(kms);
  const auto unwrapped = (*kms)->unwrap(wrapped, as_bytes("ws 1"));
  ASSERT_TRUE(unwrapped);
  EXPECT_TRUE(base::equal_secret(unwrapped->view(), key.view()));
}

TEST_F(LocalKmsFile, RootRotationStoppedHalfWayOpensBothAndIsFinishedLater) {
  const auto key = Key::random();
  const auto running = std::move(*open_local_kms(path_, right));  // another process, as it were
  const auto of_before = (*open_local_kms(path_, right))->wrap(key, as_bytes("ws 1"));
  base::Bytes of_after;
  {
    const auto kms = std::move(*open_local_kms(path_, right));
    kms->begin_root_rotation();
    of_after = kms->wrap(key, as_bytes("ws 1"));
  }
  for (const auto& wrapped : {of_before, of_after}) {
    EXPECT_TRUE((*open_local_kms(path_, right))->unwrap(wrapped, as_bytes("ws 1")));
    EXPECT_TRUE(running->unwrap(wrapped, as_bytes("ws 1")));
  }
  EXPECT_FALSE(change_local_unlock(path_, right, Passphrase{"another horse battery"}, cheap));
  const auto kms = std::move(*open_local_kms(path_, right));
  kms->begin_root_rotation();
  kms->end_root_rotation();
  EXPECT_TRUE((*open_local_kms(path_, right))->unwrap(of_after, as_bytes("ws 1")));
  EXPECT_FALSE((*open_local_kms(path_, right))->unwrap(of_before, as_bytes("ws 1")));
  EXPECT_FALSE(fs::exists(path_.string() + ".next"));
}

TEST_F(LocalKmsFile, RefusesAnotherContextAndDamage) {
  const auto kms = std::move(*open_local_kms(path_, right));
  auto wrapped = kms->wrap(Key::random(), as_bytes("ws 1"));
  EXPECT_EQ(kms->unwrap(wrapped, as_bytes("ws 2")).error(), KmsError::refused);
  EXPECT_EQ(kms->unwrap({}, as_bytes("ws 1")).error(), KmsError::refused);
  wrapped.back() ^= 1;
  EXPECT_EQ(kms->unwrap(wrapped, as_bytes("ws 1")).error(), KmsError::refused);
}

TEST_F(LocalKmsFile, HoldsNoPlaintextKeyAndNobodyElseMayReadIt) {
  struct stat info{};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  EXPECT_EQ(info.st_size, static_cast<off_t>(local_file_size));
}

TEST_F(LocalKmsFile, WrongPassphraseDoesNotOpenIt) {
  EXPECT_EQ(error(Passphrase{"wrong horse battery"}), "the passphrase does not open " + path_.string());
}

TEST_F(LocalKmsFile, ReadableByOthersIsRefusedWithTheCommandThatMendsIt) {
  for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write | mode);
    EXPECT_EQ(error(), path_.string() + " can be read by other users: run `chmod 600 " + path_.string() + "`");
  }
}

TEST_F(LocalKmsFile, EveryFlippedBitOfTheHeaderIsRefused) {
  for (std::size_t i = 0; i < 14; ++i) {
    rewrite([&](auto& content) { content[i] ^= 4; });
    EXPECT_NE(error(), "");
    rewrite([&](auto& content) { content[i] ^= 4; });
  }
  rewrite([](auto& content) { content[30] ^= 1; });  // the salt
  EXPECT_EQ(error(), "the passphrase does not open " + path_.string());
}

TEST_F(LocalKmsFile, HeaderThatAsksForTooMuchIsRefusedBeforeMemoryIsSpent) {
  rewrite([](auto& content) { content[14] = 0xff; });  // 4 TiB
  EXPECT_NE(error().find("is damaged"), std::string::npos);
}

TEST_F(LocalKmsFile, TruncatedOrLongerIsRefused) {
  rewrite([](auto& content) { content.pop_back(); });
  EXPECT_NE(error().find("is damaged"), std::string::npos);
  rewrite([](auto& content) { content.resize(local_file_size + 1); });
  EXPECT_NE(error().find("longer"), std::string::npos);
}

TEST_F(LocalKmsFile, IsNeverOverwritten) {
  const auto again = create_local_kms(path_, right, cheap);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("exists already"), std::string::npos);
  EXPECT_EQ(error(), "");
}

TEST_F(LocalKmsFile, PassphraseChangesAndTheRootKeyStays) {
  const auto key = Key::random();
  const auto wrapped = (*open_local_kms(path_, right))->wrap(key, {});
  ASSERT_TRUE(create_key_file(folder_ / "key"));
  ASSERT_TRUE(change_local_unlock(path_, right, KeyFile{folder_ / "key"}));
  EXPECT_NE(error(right).find("unlocked by a key file"), std::string::npos);
  const auto kms = open_local_kms(path_, KeyFile{folder_ / "key"});
  ASSERT_TRUE(kms);
  EXPECT_TRUE((*kms)->unwrap(wrapped, {}));
}

TEST_F(LocalKmsFile, MissingIsSaidPlainly) {
  EXPECT_EQ(open_local_kms(folder_ / "none", right).error().message, (folder_ / "none").string() + " does not exist");
}

TEST(LocalKms, ShortPassphraseAndUnaffordableCostAreRefused) {
  const test::ScratchFolder folder;
  EXPECT_FALSE(create_local_kms(folder / "root.kms", Passphrase{"short"}, cheap));
  EXPECT_FALSE(create_local_kms(folder / "root.kms", right, {.memory_kib = 1, .passes = 1}));
  EXPECT_FALSE(fs::exists(folder / "root.kms"));
}

TEST(LocalKms, KeyFileMustBePrivateAndHold32Bytes) {
  const test::ScratchFolder folder;
  const KeyFile unlock{folder / "key"};
  ASSERT_TRUE(create_key_file(unlock.path));
  EXPECT_FALSE(create_key_file(unlock.path));
  ASSERT_TRUE(create_local_kms(folder / "root.kms", unlock));
  EXPECT_TRUE(open_local_kms(folder / "root.kms", unlock));

  fs::permissions(unlock.path, fs::perms::owner_all | fs::perms::others_read);
  EXPECT_NE(open_local_kms(folder / "root.kms", unlock).error().message.find("chmod 600"), std::string::npos);

  replace_file(unlock.path, base::Bytes(31));
  EXPECT_NE(open_local_kms(folder / "root.kms", unlock).error().message.find("exactly 32 bytes"), std::string::npos);
  replace_file(unlock.path, base::Bytes(32));
  EXPECT_NE(open_local_kms(folder / "root.kms", unlock).error().message.find("does not open"), std::string::npos);
}

TEST(DurableFile, ReplacesWholeAndLeavesNothingBehind) {
  const test::ScratchFolder folder;
  replace_file(folder / "f", as_bytes("one"));
  replace_file(folder / "f", as_bytes("two"));
  EXPECT_EQ(read_file(folder / "f", 3), base::to_bytes("two"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
  EXPECT_THROW(read_file(folder / "f", 2), std::system_error);
  EXPECT_EQ(read_file(folder / "absent", 2), std::nullopt);
}

TEST(DurableFile, PrivateMeansAPlainFile) {
  const test::ScratchFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_private_file(folder / "pipe", 10).error(), (folder / "pipe").string() + " is not a plain file");
  EXPECT_EQ(read_private_file(folder.path(), 10).error(), folder.path().string() + " is not a plain file");
}

}  // namespace
}  // namespace wardroom::kms
