#include "ganglion/data/text/grouped_codes.h"

#include <gtest/gtest.h>

#include <vector>

#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

using Texts = std::vector<std::string_view>;

TEST(GroupedCodes, AreAddresses) {
  EXPECT_TRUE(are_grouped_codes(Texts{"192.168.100.200", "127.0.0.1"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"192.168.100.200", "1.234.567.890"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"192.168.100.200", "1.234.567"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"1.5", "192.168"}));
}

TEST(GroupedCodes, ArePhoneNumbers) {
  EXPECT_TRUE(are_grouped_codes(Texts{"555 100 200", "601 222 333"}));
  EXPECT_TRUE(are_grouped_codes(Texts{"+48 555 100 200", "+49 601 222 333"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"555 100 200", "1 222 333"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"555 100", "601 222"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"12 100 200", "60 222 333"}));
  EXPECT_FALSE(are_grouped_codes(Texts{"555 100 200.5", "601 222 333.5"}));
}

TEST(GroupedCodes, AreNotReadAsNumbers) {
  const auto numbers = [](const Texts& texts) { return survey_numbers(texts, 0, true).numbers; };
  EXPECT_EQ(numbers({"192.168.100.200", "10.100.100.100"}), 0U);
  EXPECT_EQ(numbers({"555 100 200", "601 222 333"}), 0U);
  EXPECT_EQ(numbers({"1.234.567.890", "12.000.000"}), 2U);
  EXPECT_EQ(numbers({"555 100 200", "1 222 333"}), 2U);
}

}  // namespace
}  // namespace ganglion::data
