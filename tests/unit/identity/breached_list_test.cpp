#include "identity/breached_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "support/scratch_folder.h"

namespace wardroom::identity {
namespace {

// SHA-1 of "password", "123456", "letmein", "qwerty".
const std::vector<std::string> leaked = {
    "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", "7C4A8D09CA3762AF61E59520943DC26494F8941B",
    "B7A875FC1EA228B9061041B7CEC4BD3C52AB3CE3", "B1B3773A05C0ED0176787A4F1574FF0075F7521E"};

class Leaked : public testing::Test {
 protected:
  std::filesystem::path write(std::vector<std::string> hashes, const std::string& after) {
    std::ranges::sort(hashes);
    const auto file = folder_ / "leaked.txt";
    std::ofstream out(file, std::ios::binary);
    for (const auto& hash : hashes) out << hash << after;
    return file;
  }
  std::vector<std::string> many() const {
    auto all = leaked;
    for (int i = 0; i < 2000; ++i) {
      std::string hash(40, "0123456789ABCDEF"[i % 16]);
      hash.replace(2, 8, std::to_string(10'000'000 + i * 7919 % 90'000'000));
      all.push_back(hash);
    }
    return all;
  }
  test::ScratchFolder folder_;
};

TEST_F(Leaked, FindsEachOfThemAndNothingElse) {
  for (const auto* const after : {"\n", "\r\n", ":17\n", ":12345678\r\n"}) {
    const BreachedList list(write(many(), after));
    for (const auto* const password : {"password", "123456", "letmein", "qwerty"}) {
      EXPECT_TRUE(list.contains(password)) << password << after;
    }
    for (const auto* const password : {"", "Password", "correct horse battery staple", "passwore"}) {
      EXPECT_FALSE(list.contains(password)) << password;
    }
  }
}

TEST_F(Leaked, TheFirstAndTheLastLineAreFoundHoweverFewThereAre) {
  for (std::size_t count = 1; count <= leaked.size(); ++count) {
    const BreachedList list(write({leaked.begin(), leaked.begin() + static_cast<std::ptrdiff_t>(count)}, "\n"));
    const std::vector<std::string> words = {"password", "123456", "letmein", "qwerty"};
    for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(list.contains(words[i]), i < count) << words[i] << count;
  }
}

TEST_F(Leaked, AFileThatIsNoneIsRefusedByName) {
  const auto fault = [&](const std::filesystem::path& file) -> std::string {
    try {
      const BreachedList list(file);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(fault(folder_ / "nowhere").find("cannot be read"), std::string::npos);
  EXPECT_NE(fault(write({"password"}, "\n")).find("begins with a SHA-1"), std::string::npos);
  EXPECT_NE(fault(folder_ / ".").find("begins with a SHA-1"), std::string::npos);
  EXPECT_NE(fault(write({}, "\n")).find("begins with a SHA-1"), std::string::npos);
}

}  // namespace
}  // namespace wardroom::identity
