#include "crypto/cbor_bounds.h"

#include <gtest/gtest.h>

#include "unit/crypto/vectors.h"

namespace wardroom::crypto {
namespace {

using test::hex;

// From RFC 8949, appendix A.
TEST(CborBounds, TellsTheSizeOfThePublishedExamples) {
  for (const auto* const item : {"00",
                                 "1818",
                                 "1903e8",
                                 "1a000f4240",
                                 "1b000000e8d4a51000",
                                 "20",
                                 "3903e7",
                                 "f4",
                                 "f6",
                                 "f97c00",
                                 "fb3ff199999999999a",
                                 "40",
                                 "4401020304",
                                 "60",
                                 "6449455446",
                                 "80",
                                 "83010203",
                                 "8301820203820405",
                                 "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
                                 "a0",
                                 "a201020304",
                                 "a26161016162820203",
                                 "826161a161626163"}) {
    auto bytes = hex(item);
    EXPECT_EQ(bounded_cbor_size(bytes), bytes.size()) << item;
    EXPECT_TRUE(is_bounded_cbor(bytes)) << item;
    bytes.push_back(0);
    EXPECT_EQ(bounded_cbor_size(bytes), bytes.size() - 1) << item;
  }
}

TEST(CborBounds, RefusesALengthThatIsNotThere) {
  for (const auto* const item : {"", "18", "1b00", "41", "5affffffff00", "9affffffff00", "bb7fffffffffffffff00",
                                 "bbffffffffffffffff00", "a101", "8201", "7bffffffffffffffff"}) {
    EXPECT_FALSE(bounded_cbor_size(hex(item))) << item;
  }
}

TEST(CborBounds, RefusesWhatIsNotCanonical) {
  for (const auto* const item : {"9f01ff", "bf6161 01ff", "5f4101ff", "7f6161ff", "c11a514b67b0", "1c", "1f", "ff"}) {
    std::string text(item);
    std::erase(text, ' ');
    EXPECT_FALSE(bounded_cbor_size(hex(text))) << item;
  }
}

TEST(CborBounds, RefusesDeepNesting) {
  EXPECT_TRUE(is_bounded_cbor(hex("8181818181818100")));
  EXPECT_FALSE(is_bounded_cbor(hex("818181818181818100")));
  EXPECT_FALSE(is_bounded_cbor(base::Bytes(10'000, 0x81)));
}

}  // namespace
}  // namespace wardroom::crypto
