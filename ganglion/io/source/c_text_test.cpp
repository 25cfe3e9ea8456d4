#include "ganglion/io/source/c_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "ganglion/io/source/memory.h"

namespace ganglion::io {
namespace {

TEST(CText, NumbersReadBackToTheSameBits) {
  for (const float x : {0.1f, -3.0f, 1e-45f, 3.4028235e38f, 16777216.0f, 1.17549435e-38f}) {
    std::string text = c_number(x);
    if (text.starts_with('(')) text = text.substr(1, text.size() - 2);
    EXPECT_EQ(std::strtof(text.c_str(), nullptr), x) << text;
    EXPECT_TRUE(text.ends_with('f')) << text;
    EXPECT_NE(text.find_first_of(".e"), std::string::npos) << text;
  }
  EXPECT_EQ(c_number(2.0), "2.0");
  EXPECT_EQ(c_number(-0.5), "(-0.5)");
}

TEST(CText, StringsHaveOnlyPlainCharacters) {
  EXPECT_EQ(c_string("a\"b\\c\n1"), "\"a\\042b\\134c\\0121\"");
  EXPECT_EQ(c_string("é?"), "\"\\303\\251\\077\"");
  EXPECT_EQ(with_prefix(c_string("a@b"), "net_"), "\"a\\100b\"");
  EXPECT_EQ(c_comment("a */ b // c \\"), "a * / b // c  ");
}

TEST(CText, IdentifiersAreGoodInBothLanguages) {
  EXPECT_EQ(c_identifier("bill length (mm)"), "bill_length_mm");
  EXPECT_EQ(c_identifier("class"), "class_");
  EXPECT_EQ(c_identifier("7"), "c_7");
  EXPECT_EQ(c_identifier("größe"), "gr_e");
  EXPECT_EQ(c_identifier("€"), "model");
  CNames names;
  EXPECT_EQ(names.unique("a b"), "a_b");
  EXPECT_EQ(names.unique("a-b"), "a_b_2");
}

TEST(ScratchMemory, ValuesOfTheSameTimeDontOverlap) {
  std::uint32_t random = 1;
  const auto draw = [&](std::uint32_t below) {
    random = random * 1664525U + 1013904223U;
    return static_cast<int>((random >> 16) % below);
  };
  for (int round = 0; round < 50; ++round) {
    std::vector<ScratchValue> values;
    for (int i = 0; i < 20; ++i) {
      const int made = draw(20);
      values.push_back({.floats = 1 + draw(30), .made = made, .last_read = made + draw(5)});
    }
    const std::int64_t size = place(values);
    for (const ScratchValue& a : values) {
      EXPECT_GE(a.offset, 0);
      EXPECT_LE(a.offset + a.floats, size);
      for (const ScratchValue& b : values) {
        const bool together = a.made <= b.last_read && b.made <= a.last_read;
        const bool apart = a.offset + a.floats <= b.offset || b.offset + b.floats <= a.offset;
        EXPECT_TRUE(&a == &b || !together || apart);
      }
    }
  }
}

TEST(ScratchMemory, AChainNeedsTwoNeighboursOnly) {
  std::vector<ScratchValue> values;
  for (int i = 0; i < 6; ++i) values.push_back({.floats = 100, .made = i, .last_read = i + 1});
  EXPECT_EQ(place(values), 200);
}

}  // namespace
}  // namespace ganglion::io
