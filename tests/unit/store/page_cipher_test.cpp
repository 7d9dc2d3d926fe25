// What database files are encrypted with: the functions that SQLite is given, and the pages that come of them, which
// another implementation opens.
#include <gtest/gtest.h>

#include "unit/store/notes.h"
#include "unit/store/pages.h"

extern "C" {
void wardroom_chacha20_xor(void* data, std::size_t size, const std::uint8_t key[32], const std::uint8_t nonce[12],
                           std::uint32_t counter);
void wardroom_poly1305(const std::uint8_t* data, std::size_t size, const std::uint8_t key[32], std::uint8_t tag[16]);
}

namespace wardroom::store {
namespace {

using base::Bytes;
using base::ByteView;

Bytes xored(Bytes data, ByteView key, ByteView nonce, std::uint32_t counter) {
  wardroom_chacha20_xor(data.data(), data.size(), key.data(), nonce.data(), counter);
  return data;
}

TEST(PageCipher, AgreesWithThePublishedVectors) {  // RFC 8439, 2.4.2 and 2.5.2
  Bytes key(32);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  const auto plain = base::to_bytes(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be "
      "it.");
  EXPECT_EQ(base::to_hex(xored(plain, key, *base::from_hex("000000000000004a00000000"), 1)),
            "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5524733ab8f593dabcd62b3571639d624e6"
            "5152ab8f530c359f0861d807ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab77937365af90bbf74a35be6b40b"
            "8eedf2785e42874d");
  const auto one_time = *base::from_hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
  const auto text = base::to_bytes("Cryptographic Forum Research Group");
  Bytes tag(16);
  wardroom_poly1305(text.data(), text.size(), one_time.data(), tag.data());
  EXPECT_EQ(base::to_hex(tag), "a8061dc1305136c6c22b8baf0c0127a9");
}

TEST(PageCipher, GoesOnAtBlockZeroAfterTheLast) {
  const Bytes key(32, 7);
  const Bytes nonce(12, 9);
  for (const std::uint32_t counter : {0xffffffffU, 0xfffffffeU, 0xfffffff0U, 0U}) {
    for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 128U, 4064U}) {
      Bytes expected;
      for (std::size_t at = 0; at < size; at += 64) {
        base::append(expected, xored(Bytes(std::min<std::size_t>(64, size - at)), key, nonce,
                                     counter + static_cast<std::uint32_t>(at / 64)));
      }
      EXPECT_EQ(xored(Bytes(size), key, nonce, counter), expected) << counter << " " << size;
    }
  }
}

TEST(PageCipher, PagesAreAsAnotherImplementationHasThem) {
  test::OneTenant one;
  one.store.write_now(one.tenant, [](TenantTxn& txn) {
    for (int i = 0; i < 500; ++i) test::add(txn, "a note that takes room " + std::to_string(i));
  });
  ASSERT_TRUE(one.store.truncate_log_now(one.tenant));
  const auto content = test::decrypted_pages(one.folder.file(one.tenant), Bytes(32, one.tenant.uuid[15]));
  EXPECT_NE(content.find("a note that takes room 499"), std::string::npos);
}

}  // namespace
}  // namespace wardroom::store
