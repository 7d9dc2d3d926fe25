#include "base/lines.h"

#include <gtest/gtest.h>

namespace wardroom::base {
namespace {

TEST(Lines, AreTakenOffWholeAndInOrder) {
  std::string_view text = "one\n\nthree\nrest";
  EXPECT_EQ(take_line(text), "one");
  EXPECT_EQ(take_line(text), "");
  EXPECT_EQ(take_line(text), "three");
  EXPECT_EQ(take_line(text), std::nullopt);
  EXPECT_EQ(text, "rest");
}

TEST(Decimal, IsDigitsInTheirOneSpelling) {
  EXPECT_EQ(read_decimal("0"), 0U);
  EXPECT_EQ(read_decimal("18446744073709551615"), 18446744073709551615U);
  for (const auto* const bad : {"", "00", "01", "-1", "+1", " 1", "1 ", "1x", "18446744073709551616"}) {
    EXPECT_EQ(read_decimal(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace wardroom::base
