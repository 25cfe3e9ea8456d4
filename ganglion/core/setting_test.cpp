#include "ganglion/core/setting.h"

#include <gtest/gtest.h>

#include <vector>

namespace ganglion {
namespace {

std::string flags(std::string_view message) {
  const std::vector<std::string> names = {"columns", "skip_bad", "test", "network"};
  return settings_as_flags(message, names);
}

TEST(Setting, IsInBackticks) {
  EXPECT_EQ(setting("time_column"), "`time_column`");
  EXPECT_EQ(setting("encoding", "latin1"), "`encoding = latin1`");
}

TEST(Setting, IsAFlagOfTheProgram) {
  EXPECT_EQ(flags("use `test = 0`, or omit `skip_bad`"), "use --test 0, or omit --skip-bad");
  EXPECT_EQ(flags("`test`: no such file"), "--test: no such file");
}

TEST(Setting, ValuesAreQuotedForAShell) {
  EXPECT_EQ(flags("`columns = the age=log`"), "--columns 'the age=log'");
  EXPECT_EQ(flags("`columns = x=log`"), "--columns 'x=log'");
  EXPECT_EQ(flags("`network = `"), "--network ''");
  EXPECT_EQ(flags("`test = it's`"), "--test 'it'\\''s'");
}

TEST(Setting, OtherTextInBackticksStays) {
  for (const char* text : {"`ganglion train DATA`", "`loss`", "`", "``", "a`test", "`test 0`",
                           "`tests = 1`", "column \"a`b\""}) {
    EXPECT_EQ(flags(text), text);
  }
  EXPECT_EQ(flags("column \"a`b\": `test = 0`"), "column \"a`b\": --test 0");
}

TEST(Setting, ValuesMayHoldBackticks) {
  for (const char* value : {"a`b=log", "`", "``", "a`", "`test`"}) {
    EXPECT_EQ(flags(setting("columns", value) + "."), "--columns '" + std::string(value) + "'.");
  }
}

}  // namespace
}  // namespace ganglion
