#include "crypto/sealed.h"

#include <gtest/gtest.h>

#include <string>

#include "crypto/random.h"

namespace wardroom::crypto {
namespace {

using base::as_bytes;
using base::Bytes;
using base::ByteView;

class SealedValue : public testing::Test {
 protected:
  Key key_ = Key::random();
  base::TenantId tenant_ = base::TenantId::make();
  Bytes row_ = random_bytes(16);
  Place place_{tenant_, "messages", "text_sealed", row_};
  Bytes sealed_ = seal_bytes(key_.view(), PurposeHeader{Purpose::content, 7}, place_, as_bytes("hello"));
};

TEST_F(SealedValue, OpensInItsPlace) {
  EXPECT_EQ(open_bytes(key_.view(), sealed_, place_), base::to_bytes("hello"));
  EXPECT_EQ(sealed_.size(), 46 + 5U);
}

TEST_F(SealedValue, SaysItsPurposeAndEpoch) {
  EXPECT_EQ(parse_sealed_header(sealed_), SealedHeader(PurposeHeader{Purpose::content, 7}));
  EXPECT_EQ(base::to_hex(ByteView(sealed_).first(6)), "010100000007");
}

TEST_F(SealedValue, DoesNotOpenInAnotherTenantTableColumnOrRow) {
  const Bytes other_row = random_bytes(16);
  for (const auto& other :
       {Place{base::TenantId::make(), "messages", "text_sealed", row_}, Place{tenant_, "edits", "text_sealed", row_},
        Place{tenant_, "messages", "other_sealed", row_}, Place{tenant_, "messages", "text_sealed", other_row},
        Place{tenant_, "messages", "text_sealed", {}}}) {
    EXPECT_FALSE(open_bytes(key_.view(), sealed_, other));
  }
}

TEST_F(SealedValue, NamesCannotFlowIntoEachOther) {
  const auto sealed = seal_bytes(key_.view(), PurposeHeader{Purpose::content, 1}, {tenant_, "ab", "c", {}}, {});
  EXPECT_FALSE(open_bytes(key_.view(), sealed, {tenant_, "a", "bc", {}}));
  EXPECT_THROW(
      seal_bytes(key_.view(), PurposeHeader{Purpose::content, 1}, {tenant_, std::string_view("a\0b", 3), "c", {}}, {}),
      std::invalid_argument);
}

TEST_F(SealedValue, UnderAShredKeySaysWhichOne) {
  const auto id = base::ShredKeyId::make();
  const auto sealed = seal_bytes(key_.view(), ShredHeader{id}, place_, as_bytes("hello"));
  EXPECT_EQ(parse_sealed_header(sealed), SealedHeader(ShredHeader{id}));
  EXPECT_EQ(open_bytes(key_.view(), sealed, place_), base::to_bytes("hello"));
  EXPECT_EQ(sealed[0], 0x02);
  EXPECT_EQ(sealed.size(), 17 + 40 + 5U);
}

TEST_F(SealedValue, CredentialsAndFactorsHideTheirLength) {
  for (const auto purpose : {Purpose::credential, Purpose::factor}) {
    for (const std::size_t size : {0U, 1U, 31U, 32U, 33U, 64U}) {
      const Bytes plain(size, 0x80);
      const auto sealed = seal_bytes(key_.view(), PurposeHeader{purpose, 1}, place_, plain);
      EXPECT_EQ((sealed.size() - 46) % 32, 0U);
      EXPECT_EQ(open_bytes(key_.view(), sealed, place_), plain);
    }
  }
}

TEST_F(SealedValue, HeaderIsRefusedWhenUnknownOrShort) {
  auto bytes = sealed_;
  bytes[0] = 3;
  EXPECT_FALSE(parse_sealed_header(bytes));
  bytes = sealed_;
  bytes[1] = 0;
  EXPECT_FALSE(parse_sealed_header(bytes));
  bytes[1] = 9;
  EXPECT_FALSE(parse_sealed_header(bytes));
  for (std::size_t size = 0; size < 46; ++size) {
    EXPECT_FALSE(parse_sealed_header(ByteView(sealed_).first(size)));
    EXPECT_FALSE(open_bytes(key_.view(), ByteView(sealed_).first(size), place_));
  }
}

TEST(RandomToken, Is32BytesInBase64Url) {
  const auto token = random_token();
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(base::from_base64url(token)->size(), 32U);
  EXPECT_NE(token, random_token());
}

}  // namespace
}  // namespace wardroom::crypto
