// What is promised is tested: each test that docs/guarantees.md names is one of this program's.

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "ganglion/core/file.h"

namespace ganglion {
namespace {

std::vector<std::string> names_of_tests() {
  std::vector<std::string> names;
  const auto& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *all.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k) {
      names.push_back(std::string(suite.name()) + "." + suite.GetTestInfo(k)->name());
    }
  }
  return names;
}

/// A filter of GoogleTest that may have stars.
std::regex pattern_of(const std::string& filter) {
  std::string pattern;
  for (const char c : filter) pattern += c == '*' ? ".*" : c == '.' ? "\\." : std::string(1, c);
  return std::regex(pattern);
}

TEST(Guarantees, NameTestsThatThereAre) {
  const std::vector<std::string> names = names_of_tests();
  const std::string text = read_file("docs/guarantees.md");
  // `Suite.Test`, `Suite.*` or `*Suite*`; names of files are all small or all capital letters.
  const std::regex named(R"(`(\*?[A-Z]+[a-z][A-Za-z]*(?:\.[A-Za-z]*)?\*?)`)");
  int found = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), named), end; at != end; ++at) {
    const std::string filter = (*at)[1].str();
    if (filter.find_first_of(".*") == std::string::npos) continue;  // a word of code
    const std::regex pattern = pattern_of(filter);
    const bool there = std::ranges::any_of(
        names, [&](const std::string& name) { return std::regex_match(name, pattern); });
    EXPECT_TRUE(there) << filter;
    ++found;
  }
  EXPECT_GT(found, 25);
}

}  // namespace
}  // namespace ganglion
