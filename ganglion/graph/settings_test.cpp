#include "ganglion/graph/settings.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion {
namespace {

using support::error_of;

std::string settings_error(std::string_view text) {
  return error_of([&] { parse_settings(text, "`loss`"); });
}

TEST(Settings, ReadKindFlagsAndValues) {
  const Settings settings = parse_settings("  sgd momentum=0.9 nesterov\tn=3 off=false t=abc ", "");
  EXPECT_EQ(settings.kind, "sgd");
  EXPECT_EQ(settings.attributes, (Attributes{{"momentum", 0.9},
                                             {"nesterov", true},
                                             {"n", std::int64_t{3}},
                                             {"off", false},
                                             {"t", std::string("abc")}}));
}

TEST(Settings, ComeBackFromTheirText) {
  const Attributes attributes = {{"a", 0.1}, {"b", true}, {"c", 1e-7}, {"d", std::int64_t{4}}};
  const Settings back = parse_settings(settings_text("adam", attributes), "");
  EXPECT_EQ(back.kind, "adam");
  EXPECT_EQ(back.attributes, attributes);
}

TEST(Settings, ErrorsNameThePlace) {
  EXPECT_EQ(settings_error(" "), "`loss`: the text is empty; give a name");
  EXPECT_EQ(settings_error("huber delta= 2"),
            "`loss`: \"delta=\" at character 7: write settings as name=value, without blanks");
  EXPECT_EQ(settings_error("huber =2"),
            "`loss`: \"=2\" at character 7: write settings as name=value, without blanks");
  EXPECT_EQ(settings_error("huber a=1 a=2"),
            "`loss`: \"a\" at character 11 was set before; set it once");
}

TEST(Settings, MergeKeepsTypesAndRefusesStrangers) {
  const Attributes defaults = {{"delta", 1.0}, {"count", std::int64_t{2}}};
  EXPECT_EQ(merged("huber", defaults, {{"delta", std::int64_t{3}}}),
            (Attributes{{"delta", 3.0}, {"count", std::int64_t{2}}}));
  EXPECT_THROW(merged("huber", defaults, {{"count", 2.5}}), Error);
  EXPECT_THROW(merged("huber", defaults, {{"delta", true}}), Error);
  try {
    merged("huber", defaults, {{"delto", 2.0}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "huber: has no setting \"delto\"; did you mean \"delta\"?");
  }
}

}  // namespace
}  // namespace ganglion
