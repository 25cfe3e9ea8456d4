#include "ganglion/core/utf8.h"

#include <gtest/gtest.h>

namespace ganglion {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, LengthsOfCharacters) {
  EXPECT_EQ(character_length("a"), 1U);
  EXPECT_EQ(character_length("\0"sv), 1U);
  EXPECT_EQ(character_length("é"), 2U);
  EXPECT_EQ(character_length("€"), 3U);
  EXPECT_EQ(character_length("😀"), 4U);
  EXPECT_EQ(character_length("ab€", 2), 3U);
}

// RFC 3629, section 3: neither long forms nor surrogates nor what lies beyond U+10FFFF.
TEST(Utf8, WhatIsNone) {
  for (const std::string_view text :
       {""sv, "\x80"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xE0\x80\x80"sv, "\xE0\x9F\xBF"sv,
        "\xED\xA0\x80"sv, "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv,
        "\xC3"sv, "\xE2\x82"sv, "\xE2\x82("sv, "\xFF"sv}) {
    EXPECT_EQ(character_length(text), 0U) << testing::PrintToString(text);
  }
}

TEST(Utf8, NothingIsCutInsideOfACharacter) {
  EXPECT_EQ(whole_characters("aé", 1), 1U);
  EXPECT_EQ(whole_characters("aé", 2), 1U);
  EXPECT_EQ(whole_characters("aé", 3), 3U);
  EXPECT_EQ(whole_characters("aé", 9), 3U);
  EXPECT_EQ(shortened("größer", 6), "größer");
  EXPECT_EQ(shortened("größer", 4), "grö…");
}

TEST(Utf8, WidthsAreCharacters) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("größe"), 5U);
}

TEST(Utf8, NothingPrintableSteersATerminal) {
  EXPECT_EQ(printable("größer\tok\n"), "größer\tok\n");
  EXPECT_EQ(printable("\x1b[31mred\r\b\x7f"), "\\u001b[31mred\\u000d\\u0008\\u007f");
  EXPECT_EQ(printable("\xC2\x9B"
                      "2J and \x9B, \xFF"),
            "\\u009b2J and \\u009b, \\u00ff");
  EXPECT_EQ(printable(std::string("a\0b", 3)), "a\\u0000b");
}

}  // namespace
}  // namespace ganglion
