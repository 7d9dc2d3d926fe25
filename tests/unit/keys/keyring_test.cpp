#include "keys/keyring.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "crypto/hash.h"
#include "kms/durable_file.h"
#include "support/scratch_folder.h"

namespace wardroom::keys {
namespace {

Keyring ring_of(std::size_t tenants) {
  Keyring ring;
  for (std::size_t i = 0; i < tenants; ++i) ring[base::TenantId::make()].epochs[1] = crypto::random_bytes(73);
  return ring;
}

TEST(KeyringFile, HoldsWhatWasSaved) {
  const test::ScratchFolder folder;
  auto ring = ring_of(3);
  ring.begin()->second.epochs[2] = base::Bytes(4096, 7);
  ring.rbegin()->second.provider = base::Bytes(32768, 9);
  save_keyring(folder / "keyring", ring);
  EXPECT_EQ(load_keyring(folder / "keyring"), ring);
}

TEST(KeyringFile, KeepsItsPredecessor) {
  const test::ScratchFolder folder;
  const auto one = ring_of(1);
  save_keyring(folder / "keyring", one);
  save_keyring(folder / "keyring", ring_of(2));
  EXPECT_EQ(load_keyring(folder / "keyring.previous"), one);
}

TEST(KeyringFile, OfTenThousandTenantsReadsQuickly) {
  const test::ScratchFolder folder;
  const auto ring = ring_of(10000);
  save_keyring(folder / "keyring", ring);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(load_keyring(folder / "keyring").size(), 10000U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(KeyringFile, DamageIsRefusedWithTheCommandThatMendsIt) {
  const test::ScratchFolder folder;
  save_keyring(folder / "keyring", ring_of(1));
  save_keyring(folder / "keyring", ring_of(2));
  auto content = *kms::read_file(folder / "keyring", 4096);
  content[40] ^= 1;
  kms::replace_file(folder / "keyring", content);
  try {
    load_keyring(folder / "keyring");
    FAIL();
  } catch (const KeyringFault& e) {
    EXPECT_NE(std::string(e.what()).find("run `cp " + (folder / "keyring.previous").string()), std::string::npos);
  }
}

TEST(KeyringFile, MissingBesideItsPredecessorIsNotAnEmptyOne) {
  const test::ScratchFolder folder;
  EXPECT_TRUE(load_keyring(folder / "keyring").empty());
  save_keyring(folder / "keyring", ring_of(1));
  save_keyring(folder / "keyring", ring_of(2));
  std::filesystem::remove(folder / "keyring");
  EXPECT_THROW(load_keyring(folder / "keyring"), KeyringFault);
}

TEST(KeyringFile, EveryTruncationAndEveryFlippedByteIsRefused) {
  auto ring = ring_of(2);
  ring.begin()->second.provider = crypto::random_bytes(60);
  const auto file = encode_keyring(ring);
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(decode_keyring(base::ByteView(file).first(size)));
  }
  for (std::size_t i = 0; i < file.size(); ++i) {
    auto damaged = file;
    damaged[i] ^= 0x10;
    EXPECT_FALSE(decode_keyring(damaged));
  }
}

// Version 1, byte by byte: what servers wrote before tenants could bring their own KMS.
TEST(KeyringFile, OfTheFirstVersionIsStillRead) {
  const auto ring = ring_of(3);
  auto file = base::to_bytes("wardroom-keyring\x01");
  base::append_u32(file, 3);
  for (const auto& [tenant, roots] : ring) {
    base::append(file, tenant.bytes());
    base::append_u32(file, 1);
    base::append(file, base::Bytes{0, 73});
    base::append(file, roots.epochs.at(1));
  }
  base::append(file, crypto::sha256(base::ByteView(file)));
  EXPECT_EQ(decode_keyring(file), ring);
}

TEST(KeyringFile, ProviderOfATenantWithoutRootsIsRefused) {
  Keyring ring;
  ring[base::TenantId::make()].provider = crypto::random_bytes(8);
  EXPECT_FALSE(decode_keyring(encode_keyring(ring)));
}

TEST(KeyringFile, SurvivesAKillAtAnyMoment) {
  const test::ScratchFolder folder;
  const auto path = folder / "keyring";
  const auto first = ring_of(200);
  save_keyring(path, first);
  save_keyring(path, first);  // so that there is a predecessor
  for (int round = 0; round < 20; ++round) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto ring = first;
      for (;;) {
        ring[base::TenantId::make()].epochs[1] = crypto::random_bytes(73);
        save_keyring(path, ring);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500 + 1700 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto found = load_keyring(path);
    const auto before = load_keyring(folder / "keyring.previous");
    for (const auto& [tenant, epochs] : first) {
      EXPECT_EQ(found.at(tenant), epochs);
      EXPECT_EQ(before.at(tenant), epochs);
    }
  }
}

}  // namespace
}  // namespace wardroom::keys
