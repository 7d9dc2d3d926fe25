#include "crypto/aead.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "crypto/random.h"
#include "crypto/xaes_engine.h"
#include "vectors.h"

namespace wardroom::crypto {
namespace {

using base::as_bytes;
using base::ByteView;
using test::hex;

base::Bytes seal_example(std::uint8_t key_byte, std::string_view associated_data) {
  const base::Bytes key(32, key_byte);
  const auto nonce = as_bytes("ABCDEFGHIJKLMNOPQRSTUVWX");
  return aead_seal_with_nonce(ByteView(key).first<32>(), nonce.first<24>(), as_bytes("XAES-256-GCM"),
                              as_bytes(associated_data));
}

base::Bytes shake128(ByteView input, std::size_t size) {
  base::Bytes out(size);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, EVP_shake128(), nullptr);
  EVP_DigestUpdate(context, input.data(), input.size());
  EVP_DigestFinalXOF(context, out.data(), out.size());
  EVP_MD_CTX_free(context);
  return out;
}

TEST(Xaes256Gcm, AgreesWithThePublishedVectors) {
  EXPECT_EQ(seal_example(0x01, ""), hex("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"));
  EXPECT_EQ(seal_example(0x03, "c2sp.org/XAES-256-GCM"),
            hex("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"));
}

TEST(Xaes256Gcm, AgreesWithThePublishedTenThousandRandomCases) {
  const auto stream = shake128({}, 10000 * (32 + 24 + 256 + 256));
  ByteView rest = stream;
  const auto take = [&](std::size_t n) {
    const auto out = rest.first(n);
    rest = rest.subspan(n);
    return out;
  };
  base::Bytes sealed;
  for (int i = 0; i < 10000; ++i) {
    const auto key = take(32);
    const auto nonce = take(24);
    const auto plain = take(take(1)[0]);
    const auto associated_data = take(take(1)[0]);
    const auto one = aead_seal_with_nonce(key.first<32>(), nonce.first<24>(), plain, associated_data);
    base::append(sealed, one);
    base::Bytes whole(nonce.begin(), nonce.end());
    base::append(whole, one);
    const auto opened = aead_open(key.first<32>(), whole, associated_data);
    ASSERT_TRUE(opened && std::ranges::equal(*opened, plain));
  }
  EXPECT_EQ(base::to_hex(shake128(sealed, 32)), "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
}

// The published cases above go by the one that is used here; both do the same.
TEST(Xaes256Gcm, IsTheSameByTheProcessorAndByOpenSsl) {
  const auto* const processor = xaes::processor_engine();
  if (!processor) GTEST_SKIP() << "this processor has no instructions for it";
  const auto& openssl = xaes::openssl_engine();
  for (int i = 0; i < 3000; ++i) {
    const auto key = Key::random();
    const auto nonce = random_bytes(24);
    const auto head = ByteView(nonce).first<12>();
    const auto plain = random_bytes(static_cast<std::size_t>(i < 2900 ? i % 300 : 97 * (i - 2900)));
    const auto data = random_bytes(static_cast<std::size_t>(i % 157));
    const auto subkey = processor->derive(key.view(), head);
    ASSERT_EQ(subkey.bytes, openssl.derive(key.view(), head).bytes);
    base::Bytes sealed(plain.size() + 16);
    base::Bytes same(plain.size() + 16);
    const auto tag = [&](base::Bytes& bytes) { return bytes.data() + plain.size(); };
    processor->seal(subkey, nonce.data() + 12, plain, data, sealed.data(), tag(sealed));
    openssl.seal(subkey, nonce.data() + 12, plain, data, same.data(), tag(same));
    ASSERT_EQ(sealed, same);
    const auto body = ByteView(sealed).first(plain.size());
    for (const auto* const engine : {processor, &openssl}) {
      base::Bytes opened(plain.size(), 1);
      ASSERT_TRUE(engine->open(subkey, nonce.data() + 12, body, tag(sealed), data, opened.data()));
      ASSERT_EQ(opened, plain);
      auto wrong = base::Bytes(tag(sealed), tag(sealed) + 16);
      wrong[static_cast<std::size_t>(i % 16)] ^= static_cast<std::uint8_t>(1 << i / 16 % 8);
      ASSERT_FALSE(engine->open(subkey, nonce.data() + 12, body, wrong.data(), data, opened.data()));
      ASSERT_EQ(opened, base::Bytes(plain.size())) << "nothing is left of what was not authenticated";
    }
  }
}

TEST(Aead, OpensWhatItSealed) {
  const auto key = Key::random();
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 8000U}) {
    const base::Bytes plain(size, 'x');
    const auto sealed = aead_seal(key, plain, as_bytes("here"));
    EXPECT_EQ(sealed.size(), size + aead_overhead);
    EXPECT_EQ(aead_open(key, sealed, as_bytes("here")), plain);
  }
}

TEST(Aead, NeverRepeatsANonce) {
  const auto key = Key::random();
  EXPECT_NE(aead_seal(key, as_bytes("same"), {}), aead_seal(key, as_bytes("same"), {}));
}

TEST(Aead, RefusesEverySingleFlippedBit) {
  const auto key = Key::random();
  auto sealed = aead_seal(key, as_bytes("attack at dawn"), as_bytes("here"));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(aead_open(key, sealed, as_bytes("here")));
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
  EXPECT_TRUE(aead_open(key, sealed, as_bytes("here")));
}

TEST(Aead, RefusesOtherKeysOtherPlacesAndEveryTruncation) {
  const auto key = Key::random();
  const auto sealed = aead_seal(key, as_bytes("attack at dawn"), as_bytes("here"));
  EXPECT_FALSE(aead_open(Key::random(), sealed, as_bytes("here")));
  EXPECT_FALSE(aead_open(key, sealed, as_bytes("there")));
  EXPECT_FALSE(aead_open(key, sealed, {}));
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(aead_open(key, ByteView(sealed).first(size), as_bytes("here")));
  }
}

}  // namespace
}  // namespace wardroom::crypto
