#include "keys/recovery_key.h"

#include <gtest/gtest.h>

namespace wardroom::keys {
namespace {

using base::as_bytes;

TEST(RecoveryKey, ReadsItsOwnTextHoweverItWasWrittenDown) {
  const auto key = RecoveryKey::make();
  const auto text = key.text();
  std::string spaced;
  for (const char c : text) spaced += c == '-' ? std::string(" \n") : std::string(1, c);
  for (const auto& written : {text, spaced, "  " + text + "\n", text.substr(text.find('-', 10) + 1)}) {
    const auto read = RecoveryKey::parse(written);
    ASSERT_TRUE(read) << written;
    EXPECT_EQ(read->public_key(), key.public_key());
  }
}

TEST(RecoveryKey, ATypingErrorIsFoundAndNonsenseNamed) {
  auto text = RecoveryKey::make().text();
  for (std::size_t at = text.size() - 72; at < text.size(); at += 7) {
    auto wrong = text;
    if (wrong[at] == '-') continue;
    wrong[at] = wrong[at] == '0' ? '1' : '0';
    const auto read = RecoveryKey::parse(wrong);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().find("typing error"), std::string::npos);
  }
  for (const auto& nonsense : {std::string(), std::string("hello"), text + "00", std::string(5000, 'a')}) {
    EXPECT_FALSE(RecoveryKey::parse(nonsense));
  }
}

TEST(RecoveryKey, OpensWhatWasSealedToItInItsContextOnly) {
  const auto key = RecoveryKey::make();
  const auto root = crypto::Key::random();
  const auto sealed = seal_for_recovery(key.public_key(), root, as_bytes("tenant 1, epoch 1"));
  const auto opened = key.open(sealed, as_bytes("tenant 1, epoch 1"));
  ASSERT_TRUE(opened);
  EXPECT_TRUE(base::equal_secret(opened->view(), root.view()));
  EXPECT_FALSE(key.open(sealed, as_bytes("tenant 2, epoch 1")));
  EXPECT_FALSE(RecoveryKey::make().open(sealed, as_bytes("tenant 1, epoch 1")));
}

TEST(RecoveryKey, AFlippedOrCutSealDoesNotOpen) {
  const auto key = RecoveryKey::make();
  const auto sealed = seal_for_recovery(key.public_key(), crypto::Key::random(), as_bytes("x"));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto flipped = sealed;
    flipped[at] ^= 0x01;
    EXPECT_FALSE(key.open(flipped, as_bytes("x"))) << at;
  }
  EXPECT_FALSE(key.open({}, as_bytes("x")));
  EXPECT_FALSE(key.open(base::ByteView(sealed).first(sealed.size() - 1), as_bytes("x")));
}

}  // namespace
}  // namespace wardroom::keys
