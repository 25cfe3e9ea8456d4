#include "ganglion/core/quotes.h"

#include <gtest/gtest.h>

namespace ganglion {
namespace {

TEST(Quotes, OfCsvFieldsWhereNeeded) {
  EXPECT_EQ(csv_field("a b;'c'"), "a b;'c'");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
}

TEST(Quotes, OfShellWordsWhereNeeded) {
  EXPECT_EQ(shell_word("runs/a-1.csv"), "runs/a-1.csv");
  EXPECT_EQ(shell_word("x,y:+2"), "x,y:+2");
  EXPECT_EQ(shell_word("=x"), "'=x'");  // a path to zsh
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("my file"), "'my file'");
  EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

}  // namespace
}  // namespace ganglion
