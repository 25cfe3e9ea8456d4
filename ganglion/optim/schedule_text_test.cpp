#include "ganglion/optim/schedule_text.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion::optim {
namespace {

using support::error_of;

constexpr ScheduleContext kContext{.learning_rate = 0.1, .steps_per_epoch = 10, .total_steps = 200};

double rate(std::string_view text, std::int64_t step) {
  return ScheduleText(text).resolve(kContext).schedule.at(step);
}

std::string schedule_error(std::string_view text) {
  return error_of([&] { ScheduleText(text).resolve(kContext); });
}

TEST(ScheduleText, ReadsEachKind) {
  EXPECT_DOUBLE_EQ(rate("constant", 1000), 0.1);
  EXPECT_DOUBLE_EQ(rate("step 0.5 2", 19), 0.1);
  EXPECT_DOUBLE_EQ(rate("step 0.5 2", 20), 0.05);
  EXPECT_DOUBLE_EQ(rate("exponential 0.25 1000", 500), 0.05);
  EXPECT_DOUBLE_EQ(rate("cosine", 100), 0.05);
  EXPECT_NEAR(rate("cosine", 200), 0, 1e-17);
  EXPECT_DOUBLE_EQ(rate("cosine 50 0.1", 50), 0.01);
  EXPECT_DOUBLE_EQ(rate("piecewise 0.3 5 0.2 9 0.1", 9), 0.2);
  EXPECT_DOUBLE_EQ(rate("piecewise 0.3 5 0.2 9 0.1", 10), 0.1);
}

TEST(ScheduleText, CountsMayBeEpochsOrSteps) {
  EXPECT_DOUBLE_EQ(rate("step 0.5 7s", 7), 0.05);
  EXPECT_DOUBLE_EQ(rate("exponential 0.5 3e", 30), 0.05);
}

TEST(ScheduleText, WarmupLeavesTheRestToTheOther) {
  EXPECT_DOUBLE_EQ(rate("warmup 99 cosine", 0), 0.001);
  EXPECT_DOUBLE_EQ(rate("warmup 100 cosine", 100), 0.1);
  EXPECT_DOUBLE_EQ(rate("warmup 100 cosine", 150), 0.05);  // half of the 100 steps that are left
  EXPECT_DOUBLE_EQ(rate("warmup 2e", 20), 0.1);
  EXPECT_TRUE(ScheduleText("warmup 5 plateau 0.5 3").resolve(kContext).plateau);
}

TEST(ScheduleText, ReadsThePlateauRule) {
  const ParsedSchedule parsed = ScheduleText(" plateau  0.5 3 ").resolve(kContext);
  ASSERT_TRUE(parsed.plateau);
  EXPECT_DOUBLE_EQ(parsed.plateau->factor, 0.5);
  EXPECT_EQ(parsed.plateau->patience, 3);
  EXPECT_FALSE(ScheduleText("cosine").resolve(kContext).plateau);
}

TEST(ScheduleText, BlanksDontCount) {
  EXPECT_EQ(ScheduleText(" \twarmup  2e\tcosine ").text(), "warmup 2e cosine");
  EXPECT_EQ(ScheduleText("cosine").text(), "cosine");
}

TEST(ScheduleText, KnowsWhetherTheRateEndsAtZero) {
  for (const char* text : {"cosine", " cosine", "cosine ", "warmup 2e cosine", "cosine 500",
                           "warmup  10 cosine 3e 0", "piecewise 0.1 100 0"}) {
    EXPECT_TRUE(ScheduleText(text).ends_at_zero()) << text;
  }
  for (const char* text : {"constant", "step 0.5 5", "exponential 0.5 1", "cosine 500 0.1",
                           "piecewise 0 100 0.1", "plateau", "warmup 2e"}) {
    EXPECT_FALSE(ScheduleText(text).ends_at_zero()) << text;
  }
}

TEST(ScheduleText, ErrorsNameThePlace) {
  EXPECT_EQ(schedule_error("step 0.5 x"),
            "schedule \"step 0.5 x\": \"x\" at character 10; expected a number of epochs, as in "
            "\"step 0.5 20\"");
  EXPECT_EQ(schedule_error("exponential 0.9"),
            "schedule \"exponential 0.9\": the text ends at character 16; expected a number of "
            "steps, as in \"exponential 0.96 1000\"");
  EXPECT_NE(schedule_error("cosin").find("(did you mean cosine?)"), std::string::npos);
  EXPECT_NE(schedule_error("cosine 10 0 5").find("\"5\" at character 13; expected the end"),
            std::string::npos);
  EXPECT_NE(schedule_error("warmup 10 warmup 5").find("\"warmup\" at character 11"),
            std::string::npos);
  EXPECT_NE(schedule_error("piecewise 1 9 2 9 3").find("one after 9"), std::string::npos);
  for (const char* text :
       {"", "  ", "step", "step 0 5", "step nan 5", "step 0.5 0", "step 0.5 -2", "step 0.5 2.5",
        "step 0.5 99999999999999999999", "plateau 1.5", "plateau 0.5 2.5", "cosine 5 2", "warmup",
        "warmup cosine", "COSINE", "e", "s"}) {
    EXPECT_NE(schedule_error(text).find("at character"), std::string::npos)
        << text << schedule_error(text);
  }
}

}  // namespace
}  // namespace ganglion::optim
