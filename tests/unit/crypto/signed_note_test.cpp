#include "crypto/signed_note.h"

#include <gtest/gtest.h>

#include "vectors.h"

namespace wardroom::crypto {
namespace {

// The example of the Go checksum database's note package, which the C2SP text was made from.
constexpr std::string_view text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr std::string_view note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

SigningKey published_key() {
  const auto typed = base::from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").value();
  return SigningKey(test::secret(base::ByteView(typed).subspan(1)));
}

TEST(SignedNote, AgreesWithThePublishedExample) {
  const auto key = published_key();
  EXPECT_EQ(sign_note(text, "PeterNeumann", key), note);
  EXPECT_EQ(open_note(note, "PeterNeumann", key.public_key()), text);
  constexpr std::string_view written = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  EXPECT_EQ((VerifierKey{"PeterNeumann", key.public_key()}.text()), written);
  const auto read = read_verifier_key(written);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "PeterNeumann");
  EXPECT_EQ(read->key, key.public_key());
}

TEST(VerifierKey, OnesThatAreNotWrittenAsTheyShouldBeAreRefused) {
  for (const std::string_view bad :
       {"", "+", "++", "a", "a+c74f20a3", "PeterNeumann+c74f20a3+", "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq",
        "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    EXPECT_FALSE(read_verifier_key(bad)) << bad;
  }
}

TEST(Cosignature, HoldsForItsTextWitnessAndTimeOnly) {
  const auto key = SigningKey::generate();
  const VerifierKey witness{"example.org/witness", key.public_key(), NoteKey::cosigner};
  const auto line = cosign(text, witness.name, 1679315147, key);
  EXPECT_EQ(cosigned_at(std::string(note) + line, witness), 1679315147U);
  EXPECT_EQ(good_cosignatures(text, line, witness), line);
  EXPECT_FALSE(cosigned_at(note, witness));
  auto another = witness;
  another.name = "example.org/other";
  EXPECT_FALSE(cosigned_at(std::string(note) + line, another));
  another = witness;
  another.key = SigningKey::generate().public_key();
  EXPECT_FALSE(cosigned_at(std::string(note) + line, another));
  EXPECT_EQ(good_cosignatures("another text\n", line, witness), "");
  // A line of the log's own kind is no cosignature, even by the same key.
  const auto plain = sign_note(text, witness.name, key);
  EXPECT_FALSE(cosigned_at(plain, witness));
}

TEST(Cosignature, ItsTimeCannotBeChanged) {
  const auto key = SigningKey::generate();
  const VerifierKey witness{"w", key.public_key(), NoteKey::cosigner};
  const auto line = cosign(text, "w", 1000, key);
  auto bytes = base::from_base64(line.substr(line.rfind(' ') + 1, line.size() - line.rfind(' ') - 2)).value();
  bytes[11] ^= 1;
  const auto changed = line.substr(0, line.rfind(' ') + 1) + base::to_base64(bytes) + "\n";
  EXPECT_TRUE(cosigned_at(std::string(note) + line, witness));
  EXPECT_FALSE(cosigned_at(std::string(note) + changed, witness));
}

TEST(SignedNote, IsRefusedUnderAnotherNameOrKeyOrText) {
  const auto key = published_key();
  EXPECT_FALSE(open_note(note, "Peter", key.public_key()));
  EXPECT_FALSE(open_note(note, "PeterNeumann", SigningKey::generate().public_key()));
  std::string other(note);
  other[0] = 'J';
  EXPECT_FALSE(open_note(other, "PeterNeumann", key.public_key()));
}

TEST(SignedNote, WitnessesMayAddLines) {
  const auto witness = SigningKey::generate();
  const auto second = sign_note(text, "witness", witness).substr(text.size() + 1);
  const auto both = std::string(note) + second;
  EXPECT_TRUE(open_note(both, "PeterNeumann", published_key().public_key()));
  EXPECT_TRUE(open_note(both, "witness", witness.public_key()));
}

TEST(SignedNote, MalformedOnesAreRefused) {
  for (const std::string_view bad :
       {"", "\n", "\n\n", "text\n", "text\n\n", "text\n\nname AAAA\n", "text\n\n\u2014 name\n",
        "text\n\n\u2014 name AAAA", "te\rxt\n\n\u2014 name AAAA\n"}) {
    EXPECT_FALSE(split_note(bad)) << bad;
  }
  EXPECT_THROW(sign_note("no newline", "name", published_key()), std::invalid_argument);
  EXPECT_THROW(sign_note(text, "two words", published_key()), std::invalid_argument);
  EXPECT_THROW(sign_note(text, "a+b", published_key()), std::invalid_argument);
}

}  // namespace
}  // namespace wardroom::crypto
